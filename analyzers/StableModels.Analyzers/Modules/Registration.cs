using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.Modules;

/// <summary>How a module class makes its parts known to TorchSharp.</summary>
internal sealed class Registration
{
    private readonly ModuleClass _module;
    private readonly HashSet<ISymbol> _explicit = new(SymbolEqualityComparer.Default);

    public Registration(ModuleClass module)
    {
        _module = module;
        foreach (var call in module.Calls)
        {
            if (call.Instance is not null and not IInstanceReferenceOperation)
            {
                continue;
            }

            switch (call.TargetMethod.Name)
            {
                case "RegisterComponents" when module.Known.IsModule(call.TargetMethod.ContainingType):
                    Calls.Add(call);
                    break;
                case "register_module" or "add_module" or "register_parameter" or "register_buffer" or "ConditionallyRegisterParameter" or "ConditionallyRegisterBuffer":
                    ExplicitCalls.Add(call);
                    foreach (var argument in call.Arguments)
                    {
                        if (Member(argument.Value) is { } member)
                        {
                            _explicit.Add(member);
                        }
                    }

                    break;
            }
        }

        Overrides = module.Type.GetMembers().OfType<IMethodSymbol>()
            .Any(m => m is { IsOverride: true, Name: "RegisterComponents" or "parameters" or "named_parameters" or "named_children" or "register_layers" });
    }

    /// <summary>The calls of RegisterComponents(), in source order.</summary>
    public List<IInvocationOperation> Calls { get; } = [];

    /// <summary>The calls that register one part by name.</summary>
    public List<IInvocationOperation> ExplicitCalls { get; } = [];

    /// <summary>Does the class take registration into its own hands?</summary>
    public bool Overrides { get; }

    /// <summary>A module whose base is TorchSharp's own, or one that has nothing to do with registration: what it does not register itself, nobody does.</summary>
    public bool IsPlain => _module.IsModule
        && IsPlainBase(_module.Type.BaseType)
        && !_module.Type.GetAttributes().Any(a => a.AttributeClass?.ContainingAssembly.Name == "StableModels");

    public bool IsExplicit(ISymbol member) => _explicit.Contains(member);

    /// <summary>The instance fields that hold a module or a parameter; the field behind an auto-property counts.</summary>
    public IEnumerable<IFieldSymbol> Components() =>
        _module.Type.GetMembers().OfType<IFieldSymbol>().Where(IsComponent);

    public bool IsComponent(IFieldSymbol field) => !field.IsStatic && (_module.Known.IsParameter(field.Type) || HoldsWeights(field));

    public static ISymbol? Member(IOperation value) => value switch
    {
        IConversionOperation conversion => Member(conversion.Operand),
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };

    // A loss or an activation has nothing to register.
    private bool HoldsWeights(IFieldSymbol field)
    {
        // A script that torch.jit.load read brings its weights with it and is seldom trained.
        if (!_module.Known.IsModule(field.Type) || IsParameterless(field.Type) || field.Type.Name == "ScriptModule")
        {
            return false;
        }

        ISymbol holder = field.AssociatedSymbol ?? field;
        return _module.Assigned(holder).Any(v => v.ConstantValue is not { HasValue: true, Value: null }
            && (_module.Resolve(v) is not { UserType: null, Factory: { } factory } || !IsParameterless(factory.TargetMethod.ReturnType)));
    }

    private bool IsPlainBase(INamedTypeSymbol? type) =>
        KnownSymbols.Is(type?.ContainingAssembly, _module.Known.Module?.ContainingAssembly)
        || type is { DeclaringSyntaxReferences: { IsEmpty: false } declarations }
            && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _module.Type.ContainingAssembly)
            && !declarations.Any(declaration => declaration.GetSyntax().DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken)
                && token.ValueText is "RegisterComponents" or "register_module" or "add_module" or "register_parameter" or "parameters" or "named_parameters" or "named_children" or "register_layers"))
            && IsPlainBase(type.BaseType);

    private bool IsParameterless(ITypeSymbol type) =>
        (_module.Known.ParameterlessModule is { } marker && type.AllInterfaces.Any(i => KnownSymbols.Is(i, marker)))
        || InheritsLoss(type);

    private static bool InheritsLoss(ITypeSymbol? type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.Name is "Loss" or "WeightedLoss" && at.ContainingNamespace.Name == "TorchSharp")
            {
                return true;
            }
        }

        return false;
    }
}
