using System.Globalization;
using Microsoft.CodeAnalysis;
using StableModels.Generator.Model;
using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Parsing;

/// <summary>Collects what the maker of a class is given.</summary>
internal sealed class BlockBinding
{
    private readonly List<string> _arguments = [];
    private readonly List<GivenSize> _sizes = [];
    private readonly List<GivenNumber> _numbers = [];

    /// <param name="parameter">A parameter that is a size.</param>
    /// <param name="size">What it is given.</param>
    public void Add(IParameterSymbol parameter, Size size)
    {
        var name = SizeParser.Escape(parameter.Name);
        _sizes.Add(new GivenSize(name, size));
        _arguments.Add($"{name}: {size.Text}");
    }

    /// <param name="parameter">A parameter that is none.</param>
    /// <param name="text">What it is given, as C#.</param>
    /// <param name="number">The same, where it is a known number.</param>
    public void Add(IParameterSymbol parameter, string text, double? number)
    {
        var name = SizeParser.Escape(parameter.Name);
        _arguments.Add($"{name}: {text}");
        if (SizeScope.IsNumber(parameter.Type))
        {
            _numbers.Add(new GivenNumber(name, text, number));
        }
    }

    /// <summary>Of a parameter that is given nothing.</summary>
    public void AddDefault(IParameterSymbol parameter)
    {
        var name = SizeParser.Escape(parameter.Name);
        if (SizeScope.IsInteger(parameter.Type))
        {
            _sizes.Add(new GivenSize(name, Size.Of(Convert.ToInt64(parameter.ExplicitDefaultValue, CultureInfo.InvariantCulture))));
        }
        else if (SizeScope.IsNumber(parameter.Type))
        {
            var number = Convert.ToDouble(parameter.ExplicitDefaultValue, CultureInfo.InvariantCulture);
            _numbers.Add(new GivenNumber(name, Literal.Of(number), number));
        }
    }

    /// <param name="made">The class that is made.</param>
    /// <param name="maker">What makes it.</param>
    public Binding Of(INamedTypeSymbol made, IMethodSymbol maker) =>
        new(made.Name, new Call(Makers.CSharp(made, maker), _arguments.ToEquatableArray()), _sizes.ToEquatableArray(), _numbers.ToEquatableArray());
}
