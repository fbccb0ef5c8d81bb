using System.Globalization;

namespace StableModels.Generator.Model;

/// <summary>Numbers as C#, the same under every culture and read back to the same bits.</summary>
internal static class Literal
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(double value)
    {
        if (double.IsNaN(value))
        {
            return "double.NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        }

        // "R" loses bits on .NET Framework, where Visual Studio runs generators; 17 digits never do.
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (!double.Parse(text, CultureInfo.InvariantCulture).Equals(value))
        {
            text = value.ToString("G17", CultureInfo.InvariantCulture);
        }

        return text.Any(static c => c is '.' or 'E') ? text : text + ".0";
    }
}
