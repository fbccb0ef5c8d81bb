namespace StableModels.Generator.Model.Expansion;

/// <summary>What a class that is made looks like from outside, its sizes in the terms of the class that makes it.</summary>
/// <param name="Made">The class.</param>
/// <param name="TakesOneTensor">Whether it maps one tensor to one tensor.</param>
/// <param name="Branches">Residual branches in one of it.</param>
/// <param name="Input">What it takes.</param>
/// <param name="Output">What it gives.</param>
/// <param name="Width">The stream's width, for a norm that is added after the stack.</param>
/// <param name="Norm">Where its norms stand.</param>
/// <param name="NormKind">Which norm it uses.</param>
/// <param name="Scale">How it keeps its branches small.</param>
/// <param name="GivesWide">Whether its <c>forward</c> is generated, so that it gives FP32 under mixed precision.</param>
/// <param name="HasParts">Whether its <c>reset_parameters()</c> draws classes of their own in it too, which <c>reset_parameters(residualBranches)</c> leaves alone.</param>
/// <param name="HasAuxiliaryLoss">Whether a layer in it asks for a term of the loss.</param>
/// <param name="Requirements">What it asks of what it is made with.</param>
internal sealed record BlockSummary(
    MadeClass Made,
    bool TakesOneTensor,
    int Branches,
    Shape Input,
    Shape Output,
    Size? Width,
    string Norm,
    string NormKind,
    string Scale,
    bool GivesWide,
    bool HasParts,
    bool HasAuxiliaryLoss,
    EquatableArray<Requirement> Requirements)
{
    /// <summary>Whether the generator writes the class too, so that it takes the number of residual branches.</summary>
    public bool IsExpanded => Made.Declaration is not null;

    /// <summary>Of a class that is not declared.</summary>
    public static BlockSummary Of(MadeClass made) => new(
        made, made.TakesOneTensor, 0, Shape.Unknown, Shape.Unknown, Width: null, "None", "LayerNorm", "None", GivesWide: false, HasParts: false, HasAuxiliaryLoss: false, default);
}
