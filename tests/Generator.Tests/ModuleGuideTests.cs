using System.Reflection;
using System.Text.RegularExpressions;
using StableModels.Generator.Tests.Harness;
using StableModels.Layers;
using static TorchSharp.torch;

namespace StableModels.Generator.Tests;

/// <summary>The guide of the modules says what they are made with, and a layer that is declared without an argument has the default that its attribute says.</summary>
[TestFixture]
public sealed partial class ModuleGuideTests
{
    private static IEnumerable<Type> Modules => typeof(SelfAttention).Assembly.GetExportedTypes()
        .Where(static type => type is { Namespace: "StableModels.Layers", IsAbstract: false } && type.IsSubclassOf(typeof(nn.Module)));

    private static IEnumerable<Type> Declared => Modules.Where(static module => AttributeOf(module) is not null);

    [Test]
    public void Every_module_is_written_as_it_is_made() => Assert.That(
        new Guide("layers.md").Tables.First().Rows.Skip(1).SelectMany(static row => Code().Matches(row[0])).Select(static match => match.Groups["code"].Value),
        Is.EquivalentTo(Modules.Select(static module => $"{module.Name}({string.Join(", ", Parameters(module).Select(static p => p.HasDefaultValue ? $"{p.Name} = {Guide.Written(p.DefaultValue)}" : p.Name))})")));

    [TestCaseSource(nameof(Declared))]
    public void What_is_not_written_has_the_default_of_the_attribute(Type module)
    {
        var defaults = AttributeArgument.Of(AttributeOf(module)!).Where(static argument => argument.Default.Length > 0)
            .ToDictionary(static argument => argument.Name, static argument => argument.Default.Trim('`'), StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in Parameters(module).Where(static p => p.HasDefaultValue))
        {
            if (defaults.Remove(parameter.Name is "eps" ? "Epsilon" : parameter.Name!, out var start))
                Assert.That(Guide.Written(parameter.DefaultValue), Is.EqualTo(start), parameter.Name);
        }

        Assert.That(defaults, Is.Empty);
    }

    private static Type? AttributeOf(Type module) => typeof(ModuleAttribute).Assembly.GetType($"StableModels.{module.Name}Attribute");

    private static IEnumerable<ParameterInfo> Parameters(Type module) => module.GetConstructors().Single().GetParameters().Where(static p => p.Name != "drawn");

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Code();
}
