using System.Globalization;
using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;

namespace StableModels.Generator.Parsing;

/// <summary>Collects what the constructor of a class is given.</summary>
internal sealed class BlockBinding(string block)
{
    private readonly List<string> _arguments = [];
    private readonly Dictionary<string, Size> _sizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GivenNumber> _numbers = new(StringComparer.Ordinal);

    /// <summary>The arguments as C#, <c>width: 2 * width</c>.</summary>
    public EquatableArray<string> Arguments => _arguments.ToEquatableArray();

    /// <summary>The sizes and other numbers among them, and those that the class has as defaults.</summary>
    public Binding Binding => new(block, _sizes, _numbers);

    public void Add(IParameterSymbol parameter, Size size)
    {
        var name = SizeParser.Escape(parameter.Name);
        _sizes[name] = size;
        _arguments.Add($"{name}: {size.Text}");
    }

    /// <param name="parameter">The parameter.</param>
    /// <param name="text">What it is given, as C#.</param>
    /// <param name="number">The same, where it is a known number.</param>
    public void Add(IParameterSymbol parameter, string text, double? number)
    {
        var name = SizeParser.Escape(parameter.Name);
        _arguments.Add($"{name}: {text}");
        if (SizeScope.IsNumber(parameter.Type))
        {
            _numbers[name] = new GivenNumber(text, number);
        }
    }

    /// <summary>Of a parameter that is given nothing.</summary>
    public void AddDefault(IParameterSymbol parameter)
    {
        var name = SizeParser.Escape(parameter.Name);
        if (SizeScope.IsInteger(parameter.Type))
        {
            _sizes[name] = Size.Of(Convert.ToInt64(parameter.ExplicitDefaultValue, CultureInfo.InvariantCulture));
        }
        else if (SizeScope.IsNumber(parameter.Type))
        {
            var number = Convert.ToDouble(parameter.ExplicitDefaultValue, CultureInfo.InvariantCulture);
            _numbers[name] = new GivenNumber(Literal.Of(number), number);
        }
    }
}
