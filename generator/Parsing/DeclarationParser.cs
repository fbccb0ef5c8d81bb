using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Generator.Model;
using StableModels.Generator.Model.Expansion;
using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Parsing;

/// <summary>
/// From a class's symbols to what is written for it, and to what is wrong with it. The generator takes the one, the analyzer the other,
/// so the two always agree. Nothing of the compiler is kept in either.
/// </summary>
internal sealed class DeclarationParser(Compilation compilation, CancellationToken token)
{
    private readonly HashSet<INamedTypeSymbol> _open = new(SymbolEqualityComparer.Default);

    private INamedTypeSymbol? _root;
    private bool _meetsRoot;

    public Compilation Compilation => compilation;

    public static ParseResult Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        var faults = new List<Fault>();
        var declaration = Read(type, compilation, faults, token);
        var spec = declaration is null || faults.Count > 0 ? null : Expander.Expand(declaration, faults);
        return new ParseResult(spec, faults.ToEquatableArray());
    }

    /// <summary>What was declared, or a shell when it cannot be read without a fault.</summary>
    public static Reading Read(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        var faults = new List<Fault>();
        var declaration = Read(type, compilation, faults, token);
        return declaration is not null && faults.Count == 0
            ? new Reading(declaration, null, default)
            : new Reading(null, ShellParser.Parse(type, KindOf(DeclarationAttribute.Of(type)), faults.FirstOrDefault()?.Id, token), UnreachedParser.Of(type, token));
    }

    private static DeclarationKind KindOf(AttributeData? attribute) => attribute?.AttributeClass?.Name switch
    {
        "StableModelAttribute" => DeclarationKind.Model,
        "SequenceAttribute" => DeclarationKind.Sequence,
        _ => DeclarationKind.ResidualBlock,
    };

    private static Declaration? Read(INamedTypeSymbol type, Compilation compilation, List<Fault> faults, CancellationToken token)
    {
        var parser = new DeclarationParser(compilation, token);
        parser._open.Add(type.OriginalDefinition);
        parser._root = type.OriginalDefinition;
        return parser.Read(type, faults);
    }

    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type, CancellationToken token) =>
        type.InstanceConstructors.FirstOrDefault(c => c.DeclaringSyntaxReferences.Any(r => r.GetSyntax(token) is TypeDeclarationSyntax));

    /// <summary>A class that another one makes.</summary>
    /// <param name="type">The class.</param>
    /// <param name="binding">How it is made.</param>
    /// <param name="makesItself">Whether the class that is read is part of it, so that making one would never end.</param>
    public MadeClass Made(INamedTypeSymbol type, Binding binding, out bool makesItself)
    {
        makesItself = false;
        var isDeclared = KnownNames.IsDeclared(type);
        var made = new MadeClass(
            Identity(type),
            QualifiedName.Of(type),
            binding,
            Declaration: null,
            TakesOneTensor: isDeclared || ModuleTypes.TakesOneTensor(type),
            IsHalfCompute: type.AllInterfaces.Any(static i => i is { Name: "IHalfCompute", ContainingNamespace: { Name: "Precision", ContainingNamespace.Name: "StableModels" } }),
            Resets: isDeclared || ModuleTypes.Resets(type));
        if (!isDeclared)
        {
            return made;
        }

        if (!_open.Add(type.OriginalDefinition))
        {
            _meetsRoot |= SymbolEqualityComparer.Default.Equals(_root, type.OriginalDefinition);
            makesItself = MeetsRoot();
            return made;
        }

        var declaration = Read(type, [], isPart: true);
        _open.Remove(type.OriginalDefinition);
        makesItself = MeetsRoot();
        return made with { Declaration = declaration };
    }

    /// <summary>Whether the member of the root that has just been read came back to it.</summary>
    private bool MeetsRoot()
    {
        if (_open.Count > 1 || !_meetsRoot)
        {
            return false;
        }

        _meetsRoot = false;
        return true;
    }

    private static string Identity(INamedTypeSymbol type) => type.OriginalDefinition.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <param name="type">The class.</param>
    /// <param name="faults">Where its faults go.</param>
    /// <param name="isPart">Whether only its members and options are asked for: it is read in full when its own turn comes.</param>
    private Declaration? Read(INamedTypeSymbol type, List<Fault> faults, bool isPart = false)
    {
        HierarchyParser.Check(type, faults, token);
        if (type.GetAttributes().Count(static a => DeclarationAttribute.IsOne(a.AttributeClass)) > 1)
        {
            faults.Add(new Fault(Rules.Placement, new FaultTarget(null), $"{type.Name} is declared twice: keep one of [StableModel], [ResidualBlock] and [Sequence]"));
        }

        var namesBase = BaseParser.NamesBase(type, faults);
        var constructor = PrimaryConstructor(type, token);
        var forward = ForwardParser.Parse(type, faults);
        var members = new MemberParser(type, constructor, this, faults, token).Parse();
        var training = isPart ? [] : TrainingParser.Parse(type, faults, token);
        if (members is null || training is null || (constructor is not null && ShellParser.HasTwins(constructor)))
        {
            return null;
        }

        if (members.Count == 0 && faults.Count == 0)
        {
            faults.Add(new Fault(Rules.NoMembers, new FaultTarget(null), type.Name));
        }

        var attribute = DeclarationAttribute.Of(type);
        var kind = KindOf(attribute);
        OwnMembers.Check(type, kind, faults);
        if (kind != DeclarationKind.Model && training.Count > 0)
        {
            faults.Add(new Fault(Rules.Placement, new FaultTarget(null, training[0].AttributeClass),
                $"Training is declared on the [StableModel] that is trained, not on a part of it: move [{training[0].Attribute}]"));
        }

        return new Declaration(
            Identity(type),
            isPart ? TypeHierarchy.None : HierarchyParser.Parse(type),
            kind,
            (attribute?.NamedArguments ?? []).Select(a => Option(a.Key, a.Value, attribute!, new SizeScope(type, constructor), faults)).ToEquatableArray(),
            members.ToEquatableArray(),
            training.ToEquatableArray(),
            forward,
            namesBase,
            isPart ? default : ShellParser.Parameters(type, token),
            isPart ? default : type.MemberNames.Concat(constructor?.Parameters.Select(static p => p.Name) ?? []).ToEquatableArray());
    }

    /// <summary>An option of the attribute; one that is a size is read as such.</summary>
    private static Argument Option(string name, TypedConstant value, AttributeData attribute, SizeScope scope, List<Fault> faults)
    {
        var option = new Argument(name, AttributeReader.CSharp(value), null, AttributeReader.Text(value), AttributeReader.Number(value));
        if (AttributeReader.Undefined(value) is { } undefined)
        {
            faults.Add(new Fault(Rules.OutOfRange, new FaultTarget(null, attribute.AttributeClass!.Name, name), name, option.Literal, undefined));
        }

        if (!string.Equals(name, "DecoderLayers", StringComparison.Ordinal) || value.IsNull)
        {
            return option;
        }

        var (size, rule, arguments) = option switch
        {
            { Number: { } number } when value.Value is int or long => (Size.Of((long)number), null, []),
            { Text: { } text } => SizeParser.Parse(text, scope),
            _ => (null, Rules.MalformedSize, [option.Literal, "it is neither an integer nor a string with names and arithmetic"]),
        };
        if (rule is not null)
        {
            faults.Add(new Fault(rule, new FaultTarget(null, attribute.AttributeClass!.Name, name), arguments));
        }

        return option with { Size = size };
    }
}

/// <summary>What to write, or null; and what is wrong.</summary>
internal sealed record ParseResult(ModelSpec? Spec, EquatableArray<Fault> Faults);
