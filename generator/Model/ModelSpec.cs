using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model;

/// <summary>Everything that is written for one class, in order. The emitter computes nothing beyond it.</summary>
internal sealed record ModelSpec(
    TypeHierarchy Type,
    DeclarationKind Kind,
    string? BaseType,
    EquatableArray<ModuleSpec> Modules,
    ChecksSpec? Checks,
    EquatableArray<Step>? Forward,
    EquatableArray<Initialisation> Initialisations,
    EquatableArray<string> Added,
    BranchCount Branches,
    EquatableArray<DrawnPart> Parts,
    DepthSettings? Depth,
    HalfParts? Half,
    EquatableArray<TrainingPart> Training,
    string? PlanField,
    ClippingSpec? Clipping,
    EquatableArray<SummaryRow> Summary,
    EquatableArray<string> TakenNames)
{
    /// <summary>Whether the user wrote a member of that name: it is kept.</summary>
    public bool Declares(string name) => TakenNames.Contains(name, StringComparer.Ordinal);

    /// <summary>The base class for a <c>forward</c> of the user's own, or for a generated one with so many tensors as inputs.</summary>
    public static string BaseOf(OwnForward? forward, int inputs = 1) => forward is null
        ? $"{Names.Layers}StableModule<{string.Join(", ", Enumerable.Repeat(Names.Tensor, inputs + 1))}>"
        : $"{Names.Layers}StableModule<{string.Join(", ", forward.Inputs)}, {forward.Result}>";
}

/// <summary>The checks of what the class is made with.</summary>
/// <param name="Field">The field that they initialise, before any layer is made.</param>
/// <param name="Requirements">What is checked, in order.</param>
internal sealed record ChecksSpec(string Field, EquatableArray<Requirement> Requirements);

/// <summary>A module field, its registration and, unless it was added, the property that shows it.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Type">Its type, fully qualified.</param>
/// <param name="Construction">The expression that makes it.</param>
/// <param name="Key">Its name in the state dictionary, or null when it is not registered.</param>
/// <param name="Property">The property, or null.</param>
/// <param name="Remark">What it is, for its comment.</param>
internal sealed record ModuleSpec(string Field, string Type, Call Construction, string? Key, PropertySpec? Property, string Remark);

internal sealed record PropertySpec(string Name, string Modifiers, string Type, bool IsDocumented);

/// <summary>A call: a callee and its arguments as C#.</summary>
internal sealed record Call(string Callee, EquatableArray<string> Arguments)
{
    public Call(string callee, params string[] arguments)
        : this(callee, arguments.ToEquatableArray())
    {
    }

    public override string ToString() => $"{Callee}({string.Join(", ", Arguments)})";
}

/// <summary>One statement of <c>forward</c> on the running tensor <c>x</c>.</summary>
internal abstract record Step
{
    /// <summary>x = module(x).</summary>
    public sealed record Run(Part Part) : Step;

    /// <summary>For each module of the list, x = module(x).</summary>
    public sealed record Loop(string Field, bool Recompute, TypeCast? Cast = null) : Step;

    /// <summary>x = x Wᵀ + b with another member's weight; under mixed precision in the type of the weight, or in the one that a field holds.</summary>
    public sealed record Tied(string Weight, string? Bias, TypeCast? Cast = null, string? TypeField = null) : Step;

    /// <summary>x = cast(x).</summary>
    public sealed record Convert(TypeCast Cast) : Step;

    /// <summary>x = around(a shortcut(x) + b branch(x)).</summary>
    /// <param name="Branch">The branch.</param>
    /// <param name="Shortcut">What stands on the way around it.</param>
    /// <param name="Around">What stands after the sum.</param>
    /// <param name="ShortcutScale">The field of a, or null for 1.</param>
    /// <param name="BranchScale">The field of b, or null for 1.</param>
    /// <param name="SumCast">The cast of the branch, where a sum of two half tensors is to be made in FP32.</param>
    public sealed record Residual(EquatableArray<Part> Branch, EquatableArray<Part> Shortcut, EquatableArray<Part> Around, string? ShortcutScale, string? BranchScale, TypeCast? SumCast = null) : Step;
}

/// <summary>What mixed precision converts.</summary>
/// <param name="Fields">The parts that compute in the half type or know their own.</param>
/// <param name="TypeField">A field that keeps the type for products with a weight that stays in FP32, or null.</param>
internal sealed record HalfParts(EquatableArray<string> Fields, string? TypeField);

/// <summary>A module in a stream.</summary>
/// <param name="Field">Its field.</param>
/// <param name="ReturnsTuple">Whether the stream goes on with the first of several results.</param>
/// <param name="Cast">The cast of what it takes, or null.</param>
internal sealed record Part(string Field, bool ReturnsTuple = false, TypeCast? Cast = null);

/// <summary>Numbers that depend on the depth of the whole stack, kept by a block.</summary>
/// <param name="Local">The local that <c>reset_parameters</c> computes.</param>
/// <param name="Expression">Its value.</param>
/// <param name="Shortcut">The field for the factor on the shortcut and the member of the local that it takes, or null.</param>
/// <param name="Branch">The same for the factor on the branches.</param>
internal sealed record DepthSettings(string Local, string Expression, (string Field, string Member)? Shortcut, (string Field, string Member)? Branch);

/// <summary>How <c>ClipGradients</c> clips.</summary>
/// <param name="Statement">The call.</param>
/// <param name="Field">The field of a clipper that looks at the weights or remembers past norms, or null.</param>
internal sealed record ClippingSpec(string Statement, string? Field = null);

/// <summary>A weight's law at the start.</summary>
/// <param name="Weight">Its key in the state dictionary, or what stands for several.</param>
/// <param name="Law">Formula and number.</param>
/// <param name="From">The attribute that asked for it.</param>
/// <param name="Statement">The call that draws it, or null when another statement does.</param>
internal sealed record Initialisation(string Weight, string Law, string From, Call? Statement);

/// <summary>How many residual branches there are: in the class itself (a constant) and in the blocks that it holds.</summary>
/// <param name="Own">Branches that this class itself has.</param>
/// <param name="Blocks">Members whose blocks have branches.</param>
/// <param name="Share">Whether all of them are on one stream, so that their branches add up.</param>
internal sealed record BranchCount(int Own, EquatableArray<BlockMember> Blocks, bool Share);

/// <summary>A class of its own that has drawn its weights when it was made, and draws them anew when the class that holds it does.</summary>
/// <param name="Field">The field.</param>
/// <param name="IsList">Whether the field is a list of such classes.</param>
internal sealed record DrawnPart(string Field, bool IsList);

/// <param name="Field">The field.</param>
/// <param name="PerBlock">Branches of one block.</param>
/// <param name="IsList">Whether the field is a list of blocks.</param>
/// <param name="NeedsLayer">Whether the block's laws depend on its place in the stack.</param>
internal sealed record BlockMember(string Field, int PerBlock, bool IsList, bool NeedsLayer);

/// <summary>A row of the summary table.</summary>
/// <param name="Key">The part's name in the state dictionary.</param>
/// <param name="Layer">What it is.</param>
/// <param name="Output">The shape it gives, with sizes as holes of an interpolated string.</param>
/// <param name="Module">The field that holds it, or null for a view of another's weight.</param>
/// <param name="Tied">That weight.</param>
internal sealed record SummaryRow(string Key, string Layer, string Output, string? Module, string? Tied = null);
