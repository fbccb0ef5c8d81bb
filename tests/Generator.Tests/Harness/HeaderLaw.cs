using System.Globalization;
using System.Text.RegularExpressions;

namespace StableModels.Generator.Tests.Harness;

/// <summary>A law as the head of a generated file words it, with numbers for its names.</summary>
/// <param name="Deviation">The standard deviation; 0 for a constant.</param>
/// <param name="Mean">The mean; the value of a constant.</param>
/// <param name="Kurtosis">The fourth moment over the second's square: 3 for a normal, 1.8 for a uniform distribution.</param>
/// <param name="Gain">Of an orthogonal matrix its gain, else null.</param>
internal sealed partial record HeaderLaw(double Deviation, double Mean = 0, double Kurtosis = 3, double? Gain = null)
{
    /// <param name="text">The law.</param>
    /// <param name="numbers">What its names stand for.</param>
    public static HeaderLaw Parse(string text, Func<string, double> numbers)
    {
        double Of(string expression) => new Expression(expression, numbers).Value;

        var law = text.Split(", row of")[0];
        if (Normal().Match(law) is { Success: true } normal)
        {
            // "... = 0.125": formula and number say the same.
            var sides = normal.Groups["std"].Value.Split(" = ");
            var deviation = Of(sides[0].Split(", ")[0]);
            if (sides.Length > 1)
            {
                Assert.That(double.Parse(sides[1], CultureInfo.InvariantCulture), Is.EqualTo(deviation).Within(1e-3).Percent, text);
            }

            // A normal distribution that is cut at three standard deviations has 0.98658 of one, and thinner tails.
            return normal.Groups["cut"].Success ? new HeaderLaw(0.98658 * deviation, Kurtosis: 2.8342) : new HeaderLaw(deviation);
        }

        return law switch
        {
            _ when law.StartsWith("uniform, std = ", StringComparison.Ordinal) => new HeaderLaw(Of(law["uniform, std = ".Length..]), Kurtosis: 1.8),
            _ when law.StartsWith("Xavier, gain ", StringComparison.Ordinal) => new HeaderLaw(Of(law["Xavier, gain ".Length..].Split(", ")[0]) * Of("sqrt(2 / (fan_in + fan_out))")),
            _ when law.StartsWith("He over fan_out, times ", StringComparison.Ordinal) => new HeaderLaw(Of(law["He over fan_out, times ".Length..].Split(", ")[0]) * Of("sqrt(2 / fan_out)")),
            _ when law.StartsWith("orthogonal, gain ", StringComparison.Ordinal) => new HeaderLaw(0, Gain: Of(law["orthogonal, gain ".Length..])),
            "orthogonal, each gate by itself" => new HeaderLaw(0, Gain: 1),
            _ => new HeaderLaw(0, Of(law.Replace(" (Fixup)", "", StringComparison.Ordinal))),
        };
    }

    [GeneratedRegex(@"^N\(0, std²\)(?<cut> cut at 3 std)?, std = (?<std>.*?)(, each gate by itself)?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Normal();

    /// <summary>Arithmetic with powers, roots and gains, as a person writes it: <c>0.67 N^(-1/4)</c>.</summary>
    private sealed class Expression
    {
        private readonly string[] _tokens;
        private readonly Func<string, double> _numbers;
        private int _at;

        public Expression(string text, Func<string, double> numbers)
        {
            _tokens = [.. Token().Matches(text.Replace("⁴", "^4", StringComparison.Ordinal).Replace("φ²", "φ", StringComparison.Ordinal)).Select(static m => m.Value)];
            _numbers = numbers;
            Value = Sum();
            Assert.That(_at, Is.EqualTo(_tokens.Length), text);
        }

        public double Value { get; }

        private string? Next => _at < _tokens.Length ? _tokens[_at] : null;

        private double Sum()
        {
            var value = Product();
            while (Next is "+" or "-")
            {
                value += _tokens[_at++] == "+" ? Product() : -Product();
            }

            return value;
        }

        private double Product()
        {
            var value = Power();
            while (Next is { } next && next is not ("+" or "-" or ")" or "]"))
            {
                // Two that stand beside each other are multiplied.
                _at += next is "*" or "/" ? 1 : 0;
                value = next == "/" ? value / Power() : value * Power();
            }

            return value;
        }

        private double Power()
        {
            var value = Atom();
            if (Next == "^")
            {
                _at++;
                return Math.Pow(value, Atom());
            }

            return value;
        }

        private double Atom()
        {
            var token = _tokens[_at++];
            switch (token)
            {
                case "-":
                    return -Power();
                case "(" or "[":
                    var inner = Sum();
                    _at++;
                    return inner;
                case "sqrt":
                    return Math.Sqrt(Atom());
                case "gain":
                    var gain = Initialization.Gain.For(Enum.Parse<Activation>(_tokens[_at + 1]));
                    _at += 3;
                    return gain;
                case "E":
                    // The second moment of what follows a feed-forward layer's first projection.
                    return Atom();
                default:
                    return double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : _numbers(token);
            }
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)?([eE]-?\d+)?|[\p{L}_][\p{L}_]*|[-+*/^()\[\]]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Token();
}
