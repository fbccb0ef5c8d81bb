using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model;

/// <summary>A declared class as its attributes say it, before anything is added.</summary>
internal sealed record Declaration(
    string Identity,
    TypeHierarchy Type,
    DeclarationKind Kind,
    EquatableArray<Argument> Options,
    EquatableArray<MemberDeclaration> Members,
    EquatableArray<TrainingPart> Training,
    OwnForward? OwnForward,
    bool NamesBase,
    EquatableArray<string> Parameters,
    EquatableArray<string> TakenNames)
{
    /// <summary>Where a residual block has its norms.</summary>
    public string Norm => Option("Norm")?.Text ?? "Pre";

    /// <summary>Which norm a residual block adds.</summary>
    public string NormKind => Option("NormKind")?.Text ?? "LayerNorm";

    /// <summary>How a residual block keeps its branches small.</summary>
    public string Scale => Option("Scale")?.Text ?? "DepthScaled";

    /// <summary>An option of the class's attribute, where it was written.</summary>
    public Argument? Option(string name) => Options.FirstOrDefault(option => string.Equals(option.Name, name, StringComparison.Ordinal));
}

internal enum DeclarationKind
{
    Model,
    ResidualBlock,
    Sequence,
}

/// <summary>A partial property with a layer attribute.</summary>
/// <param name="Property">The name, unescaped.</param>
/// <param name="Identifier">The name as C#.</param>
/// <param name="Modifiers">The declared modifiers, repeated on the implementation.</param>
/// <param name="Type">The declared type, fully qualified.</param>
/// <param name="IsDocumented">Whether the user wrote a doc comment, which an implementation's would replace.</param>
/// <param name="Attribute">The attribute class's name.</param>
/// <param name="Arguments">What was written, by parameter or property name.</param>
/// <param name="Made">For a stack or [Layer]: the class that is made.</param>
/// <param name="Init">[Init], or null.</param>
/// <param name="StartsBranch">[Branch].</param>
/// <param name="IsShortcut">[Shortcut].</param>
internal sealed record MemberDeclaration(
    string Property,
    string Identifier,
    string Modifiers,
    string Type,
    bool IsDocumented,
    string Attribute,
    EquatableArray<Argument> Arguments,
    MadeClass? Made,
    InitOverride? Init = null,
    bool StartsBranch = false,
    bool IsShortcut = false);

/// <summary>One attribute argument that was written.</summary>
/// <param name="Name">The parameter or property.</param>
/// <param name="Literal">The value as C#.</param>
/// <param name="Size">The value as a size, for size parameters.</param>
/// <param name="Text">The value as a string, or the member's name for an enum.</param>
/// <param name="Number">The value as a number.</param>
internal sealed record Argument(string Name, string Literal, Size? Size = null, string? Text = null, double? Number = null);

/// <summary>A <c>forward</c> that the user wrote: its input types and its result, fully qualified.</summary>
internal sealed record OwnForward(EquatableArray<string> Inputs, string Result);

/// <summary>A training attribute, expanded: <c>new Settings(arguments) { Named = value }</c>.</summary>
/// <param name="Settings">The settings class, fully qualified.</param>
/// <param name="Slot">The kind of which a model has one: one of <see cref="TrainingSlots"/>, or the attribute's own class.</param>
/// <param name="AttributeClass">The attribute class's name.</param>
/// <param name="Arguments">The constructor's arguments as C#.</param>
/// <param name="Named">The properties that were written, <c>Name = value</c>.</param>
internal sealed record TrainingPart(string Settings, string Slot, string AttributeClass, EquatableArray<string> Arguments, EquatableArray<string> Named)
{
    /// <summary>The attribute as a person writes it.</summary>
    public string Attribute => AttributeName.Short(AttributeClass);

    /// <summary>The expression that makes it.</summary>
    public string Creation => $"new {Settings}({string.Join(", ", Arguments)}){(Named.Count == 0 ? "" : $" {{ {string.Join(", ", Named)} }}")}";
}
