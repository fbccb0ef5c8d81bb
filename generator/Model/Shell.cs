namespace StableModels.Generator.Model;

/// <summary>
/// What is written for a class that cannot be expanded: the signatures that the compiler and other classes look for, each throwing. The compiler runs
/// analyzers only when all declarations are whole, so without it a build would speak of missing parts and never of the fault.
/// </summary>
/// <param name="Type">The class.</param>
/// <param name="Kind">Which attribute it has.</param>
/// <param name="Rule">The first rule that it breaks, or null where the compiler itself says what is wrong.</param>
/// <param name="BaseType">The base class that is added, or null where it has one.</param>
/// <param name="IsModule">Whether it derives from StableModule, here or in the user's part.</param>
/// <param name="Forward">The <c>forward</c> that the base class asks for, or null where the user wrote it.</param>
/// <param name="Properties">The partial properties.</param>
/// <param name="Parameters">The constructor's parameters, which the whole part would read.</param>
/// <param name="Trains">Whether its training is declared.</param>
/// <param name="Clips">Whether a clipper is.</param>
/// <param name="TakenNames">What the user declares.</param>
/// <param name="IsPart">Whether the file has another part of the class: not where it can have none.</param>
internal sealed record Shell(
    TypeHierarchy Type,
    DeclarationKind Kind,
    string? Rule,
    string? BaseType,
    bool IsModule,
    OwnForward? Forward,
    EquatableArray<ShellProperty> Properties,
    EquatableArray<string> Parameters,
    bool Trains,
    bool Clips,
    EquatableArray<string> TakenNames,
    bool IsPart = true)
{
    /// <summary>Of a class that is file-local: no other file can hold a part of it.</summary>
    public static Shell OfFileLocal(TypeHierarchy type) => new(
        type, DeclarationKind.Sequence, Rules.UnsupportedType, BaseType: null, IsModule: false, Forward: null, default, default, Trains: false, Clips: false, default, IsPart: false);

    /// <summary>A <c>forward</c> of so many tensors to one.</summary>
    public static OwnForward ForwardOf(int inputs) => new(Enumerable.Repeat(Layers.Names.Tensor, inputs).ToEquatableArray(), Layers.Names.Tensor);

    /// <summary>Of a declaration that could be read, but whose parts do not fit.</summary>
    public static Shell Of(Declaration declaration, string? rule) => new(
        declaration.Type,
        declaration.Kind,
        rule,
        declaration.NamesBase ? null : ModelSpec.BaseOf(declaration.OwnForward),
        IsModule: true,
        declaration.OwnForward is null ? ForwardOf(1) : null,
        declaration.Members.Select(static m => new ShellProperty($"{m.Modifiers} {m.Type} {m.Identifier}", EquatableArray<string>.Of("get"))).ToEquatableArray(),
        declaration.Parameters,
        declaration.Training.Count > 0,
        declaration.Training.Any(static part => part.Slot == TrainingSlots.Clipping),
        declaration.TakenNames);

    /// <summary>A field name that is free.</summary>
    public string Field(string name) => Expansion.Naming.Field(name, new HashSet<string>(TakenNames, StringComparer.Ordinal));

    public bool Declares(string name) => TakenNames.Contains(name, StringComparer.Ordinal);
}

/// <summary>A partial property, repeated.</summary>
/// <param name="Header">Modifiers, type and name.</param>
/// <param name="Accessors">The accessors with their modifiers.</param>
internal sealed record ShellProperty(string Header, EquatableArray<string> Accessors);

/// <summary>What the generator found in one class: a declaration, or a shell and what it has to say itself.</summary>
/// <param name="Declaration">What was declared, where it could be read.</param>
/// <param name="Shell">What is written where it could not; null where nothing would help.</param>
/// <param name="Unreached">What the generator has to say itself. Each has a place, which every edit above it moves, so they go their own way.</param>
internal sealed record Reading(Declaration? Declaration, Shell? Shell, EquatableArray<UnreachedFault> Unreached);

/// <summary>What is written for one class: the one or the other.</summary>
internal sealed record Expanded(ModelSpec? Spec, Shell? Shell);
