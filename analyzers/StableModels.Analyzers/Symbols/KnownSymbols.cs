using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers;

/// <summary>
/// TorchSharp's and StableModels' types as the compilation sees them, looked up once and shared by all rules. Rules compare
/// these symbols; a type of the user's that happens to be called Tensor or Linear is none of them.
/// </summary>
internal sealed class KnownSymbols
{
    private static readonly ConditionalWeakTable<Compilation, KnownSymbols> Cache = new();

    private readonly Compilation _compilation;

    private KnownSymbols(Compilation compilation)
    {
        _compilation = compilation;
        Torch = compilation.GetTypeByMetadataName("TorchSharp.torch");
        Tensor = compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor");
        Scalar = compilation.GetTypeByMetadataName("TorchSharp.Scalar");
        Special = compilation.GetTypeByMetadataName("TorchSharp.torch+special");
        Nn = compilation.GetTypeByMetadataName("TorchSharp.torch+nn");
        Functional = compilation.GetTypeByMetadataName("TorchSharp.torch+nn+functional");
        Init = compilation.GetTypeByMetadataName("TorchSharp.torch+nn+init");
        NnUtils = compilation.GetTypeByMetadataName("TorchSharp.torch+nn+utils");
        Module = compilation.GetTypeByMetadataName("TorchSharp.torch+nn+Module");
        Parameter = compilation.GetTypeByMetadataName("TorchSharp.Modules.Parameter");
        ModuleExtensions = compilation.GetTypeByMetadataName("TorchSharp.ModuleExtensionMethods");
        ParameterlessModule = compilation.GetTypeByMetadataName("TorchSharp.Modules.IParameterLessModule");
        Optim = compilation.GetTypeByMetadataName("TorchSharp.torch+optim");
        Optimizer = compilation.GetTypeByMetadataName("TorchSharp.torch+optim+Optimizer");
        LrScheduler = compilation.GetTypeByMetadataName("TorchSharp.torch+optim+lr_scheduler");
        Scheduler = compilation.GetTypeByMetadataName("TorchSharp.torch+optim+lr_scheduler+LRScheduler");
        ScalarType = compilation.GetTypeByMetadataName("TorchSharp.torch+ScalarType");
        Device = compilation.GetTypeByMetadataName("TorchSharp.torch+Device");
        DisposeScope = compilation.GetTypeByMetadataName("TorchSharp.DisposeScope");

        StableModelAttribute = compilation.GetTypeByMetadataName("StableModels.StableModelAttribute");
        ResidualBlockAttribute = compilation.GetTypeByMetadataName("StableModels.ResidualBlockAttribute");
        ModuleAttribute = compilation.GetTypeByMetadataName("StableModels.ModuleAttribute");
        TrainingAttribute = compilation.GetTypeByMetadataName("StableModels.TrainingAttribute");

        IsRepairedTorchSharp = Torch?.ContainingAssembly.GetAttributes().Any(a =>
            a is { AttributeClass.Name: "AssemblyMetadataAttribute", ConstructorArguments: [{ Value: "TorchBackend" }, { Value: "system" }] }) == true;
        TorchSharpVersion = Torch?.ContainingAssembly.Identity.Version;
        TorchSharp = Torch?.ContainingAssembly;
        StableModels = StableModelAttribute?.ContainingAssembly;
    }

    /// <summary>TorchSharp's assembly.</summary>
    public IAssemblySymbol? TorchSharp { get; }

    /// <summary>StableModels' assembly.</summary>
    public IAssemblySymbol? StableModels { get; }

    public INamedTypeSymbol? Torch { get; }

    public INamedTypeSymbol? Tensor { get; }

    public INamedTypeSymbol? Scalar { get; }

    public INamedTypeSymbol? Special { get; }

    /// <summary>torch.nn, whose methods are the layers' factories.</summary>
    public INamedTypeSymbol? Nn { get; }

    public INamedTypeSymbol? Functional { get; }

    public INamedTypeSymbol? Init { get; }

    public INamedTypeSymbol? NnUtils { get; }

    /// <summary>The non-generic torch.nn.Module, base of every module.</summary>
    public INamedTypeSymbol? Module { get; }

    public INamedTypeSymbol? Parameter { get; }

    public INamedTypeSymbol? ModuleExtensions { get; }

    /// <summary>The interface of modules without weights: activations, dropout, pooling.</summary>
    public INamedTypeSymbol? ParameterlessModule { get; }

    public INamedTypeSymbol? Optim { get; }

    public INamedTypeSymbol? Optimizer { get; }

    public INamedTypeSymbol? LrScheduler { get; }

    public INamedTypeSymbol? Scheduler { get; }

    public INamedTypeSymbol? ScalarType { get; }

    public INamedTypeSymbol? Device { get; }

    public INamedTypeSymbol? DisposeScope { get; }

    public INamedTypeSymbol? StableModelAttribute { get; }

    public INamedTypeSymbol? ResidualBlockAttribute { get; }

    public INamedTypeSymbol? ModuleAttribute { get; }

    public INamedTypeSymbol? TrainingAttribute { get; }

    /// <summary>The referenced TorchSharp; traps differ by version. Null when only StableModels is referenced.</summary>
    public Version? TorchSharpVersion { get; }

    /// <summary>
    /// Is the referenced TorchSharp the one of this repository's torch/ folder, which says so of itself and does not have the
    /// package's broken members?
    /// </summary>
    public bool IsRepairedTorchSharp { get; }

    /// <summary>The symbols of a compilation, or null when it references neither TorchSharp nor StableModels.</summary>
    public static KnownSymbols? For(Compilation compilation)
    {
        foreach (var assembly in compilation.ReferencedAssemblyNames)
        {
            if (assembly.Name is "TorchSharp" or "StableModels")
            {
                return Cache.GetValue(compilation, static c => new KnownSymbols(c));
            }
        }

        return null;
    }

    /// <summary>A type that a rule alone needs.</summary>
    public INamedTypeSymbol? Type(string metadataName) => _compilation.GetTypeByMetadataName(metadataName);

    public bool IsTensor(ITypeSymbol? type) => DerivesFrom(type, Tensor);

    public bool IsParameter(ITypeSymbol? type) => DerivesFrom(type, Parameter);

    public bool IsModule(ITypeSymbol? type) => DerivesFrom(type, Module);

    public bool IsOptimizer(ITypeSymbol? type) => DerivesFrom(type, Optimizer);

    public bool IsScheduler(ITypeSymbol? type) => DerivesFrom(type, Scheduler);

    /// <summary>Is the method a static of torch.nn: a layer's factory?</summary>
    public bool IsFactory(IMethodSymbol method) => method.IsStatic && Is(method.ContainingType, Nn);

    public bool IsFactory(IMethodSymbol method, string name) => method.Name == name && IsFactory(method);

    /// <summary>
    /// The operator's name when the method computes on tensors, however it is written: <c>x.softmax(-1)</c>,
    /// <c>torch.softmax(x, -1)</c>, <c>torch.special.softmax(x, -1)</c> and <c>functional.softmax(x, -1)</c> are all "softmax".
    /// </summary>
    public string? OperatorName(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return Is(type, Tensor) || Is(type, Torch) || Is(type, Functional) || Is(type, Special) ? method.Name : null;
    }

    public static bool Is(ISymbol? symbol, ISymbol? known) =>
        known is not null && SymbolEqualityComparer.Default.Equals(symbol?.OriginalDefinition, known);

    public static bool DerivesFrom(ITypeSymbol? type, INamedTypeSymbol? ancestor)
    {
        if (ReferenceEquals(type, ancestor))
        {
            return ancestor is not null;
        }

        if (ancestor is null || type is null or { SpecialType: not SpecialType.None })
        {
            return false;
        }

        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (DerivesFrom(constraint, ancestor))
                {
                    return true;
                }
            }

            return false;
        }

        for (var at = type; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, ancestor))
            {
                return true;
            }
        }

        return false;
    }
}
