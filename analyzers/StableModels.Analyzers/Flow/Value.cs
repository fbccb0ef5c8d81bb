using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Flow;

internal enum ValueKind
{
    /// <summary>Comes from outside the method: a parameter, a field's earlier content.</summary>
    Source,

    /// <summary>A number, a string, a shape: nothing that carries a gradient.</summary>
    Constant,

    /// <summary>A module applied to its inputs.</summary>
    Module,

    /// <summary>A tensor operator, named as in torch; <c>x + y</c> is "add".</summary>
    Operator,

    /// <summary>One item of a tuple.</summary>
    Element,

    /// <summary>One of several values: after a branch, or around a loop.</summary>
    Merge,

    /// <summary>Computed from its inputs in a way that is not known.</summary>
    Unknown,
}

/// <summary>A value that a method computes, with the values it is computed from and those computed from it.</summary>
internal sealed class Value(ValueKind kind, string name, IOperation? origin)
{
    private List<Value>? _inputs; // most values are constants, and have neither
    private List<Value>? _users;
    private List<IOperation?>? _origins;

    public ValueKind Kind { get; } = kind;

    /// <summary>The operator's or the factory's name.</summary>
    public string Name { get; } = name;

    public IOperation? Origin { get; } = origin;

    /// <summary>The applied module, when it is known.</summary>
    public ModuleInfo? Module { get; set; }

    /// <summary>The constant, for numbers known at compile time.</summary>
    public object? Constant { get; set; }

    /// <summary>Was the value returned, stored or handed to code that is not followed?</summary>
    public bool Escapes { get; set; }

    public IReadOnlyList<Value> Inputs => _inputs ?? [];

    public IReadOnlyList<Value> Users => _users ?? [];

    /// <summary>Where each input stands in the source, in the order of <see cref="Inputs"/>.</summary>
    public IReadOnlyList<IOperation?> InputOrigins => _origins ?? [];

    public void Add(Value input, IOperation? where)
    {
        // A list that is not told otherwise makes room for four.
        (_inputs ??= new(2)).Add(input);
        (_origins ??= new(2)).Add(where);
        (input._users ??= new(1)).Add(this);
    }

    public bool IsOperator(string name) => Kind == ValueKind.Operator && Name == name;

    public override string ToString() => Kind + " " + Name;
}
