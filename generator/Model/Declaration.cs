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
    EquatableArray<string> TakenNames);

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
/// <param name="Block">For a stack or a module of the user's own: its class.</param>
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
    BlockSummary? Block,
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

/// <summary>What a stacked block looks like from outside, its sizes already in the enclosing class's parameters.</summary>
/// <param name="Identity">The class without its type arguments, as <see cref="Declaration.Identity"/>.</param>
/// <param name="Type">The class, fully qualified.</param>
/// <param name="Arguments">Constructor arguments, <c>width: width</c>.</param>
/// <param name="TakesOneTensor">Whether it is a module of one tensor to one tensor.</param>
/// <param name="IsExpanded">Whether the generator writes this class too, so that it takes the number of residual branches.</param>
/// <param name="Branches">Residual branches in one block.</param>
/// <param name="Input">What it takes.</param>
/// <param name="Output">What it gives.</param>
/// <param name="Width">The stream's width, for a norm that is added after the stack.</param>
/// <param name="Norm">Where its norms stand.</param>
/// <param name="NormKind">Which norm it uses.</param>
/// <param name="Scale">How it keeps its branches small.</param>
/// <param name="GivesWide">Whether its <c>forward</c> is generated, so that it gives FP32 under mixed precision.</param>
/// <param name="IsHalfCompute">Whether it is a class of the user's own that knows mixed precision.</param>
/// <param name="Resets">Whether it has a <c>reset_parameters()</c>, declared classes included.</param>
/// <param name="HasParts">Whether that draws classes of their own in it too, which <c>reset_parameters(residualBranches)</c> leaves alone.</param>
/// <param name="HasAuxiliaryLoss">Whether a layer in it asks for a term of the loss.</param>
/// <param name="Requirements">What it asks of what it is made with, in the enclosing class's parameters.</param>
internal sealed record BlockSummary(
    string Identity,
    string Type,
    EquatableArray<string> Arguments,
    bool TakesOneTensor,
    bool IsExpanded,
    int Branches,
    Shape Input,
    Shape Output,
    Size? Width,
    string Norm,
    string NormKind,
    string Scale,
    bool GivesWide = false,
    bool HasAuxiliaryLoss = false,
    bool IsHalfCompute = false,
    bool Resets = false,
    bool HasParts = false,
    EquatableArray<Requirement> Requirements = default)
{
    /// <summary>A class of which nothing is known.</summary>
    public static readonly BlockSummary Unknown = new("", "", default, TakesOneTensor: true, IsExpanded: false, 0, Shape.Unknown, Shape.Unknown, null, "None", "LayerNorm", "None");
}

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
