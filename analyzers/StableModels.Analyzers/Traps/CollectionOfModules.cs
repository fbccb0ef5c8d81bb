using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5003: modules in a list, an array or a dictionary; TorchSharp registers none of them.</summary>
internal sealed class CollectionOfModules : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.CollectionOfModules];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule)
        {
            return;
        }

        var registration = context.Module.Registration;
        if (registration.Overrides || registration.ExplicitCalls.Count > 0 || !registration.IsPlain)
        {
            return;
        }

        foreach (var field in context.Module.Type.GetMembers().OfType<IFieldSymbol>())
        {
            ISymbol holder = field.AssociatedSymbol ?? field;
            if (!field.IsStatic && ElementOf(field.Type, context.Known) is { } element && IsFilledHere(context, holder) && !IsHandedOn(context, holder))
            {
                var container = context.Known.IsParameter(element) ? "ParameterList" : field.Type is INamedTypeSymbol { Arity: 2 } ? "ModuleDict" : "ModuleList";
                context.Report(RuleDescriptors.CollectionOfModules, holder.Locations[0], holder.Name, container);
            }
        }
    }

    private static ITypeSymbol? ElementOf(ITypeSymbol type, KnownSymbols known)
    {
        var element = type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } generic when IsCollection(generic) => arguments[arguments.Length - 1],
            _ => null,
        };
        return known.IsModule(element) || known.IsParameter(element) ? element : null;
    }

    private static bool IsCollection(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Generic" or "Immutable" or "ObjectModel", ContainingNamespace: { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    // Modules made in this class, not ones that are fields too or that somebody else owns.
    private static bool IsFilledHere(ModuleContext context, ISymbol holder)
    {
        foreach (var operation in context.Operations.Of(OperationKind.Invocation, OperationKind.SimpleAssignment))
        {
            var added = operation switch
            {
                IInvocationOperation { TargetMethod.Name: "Add" or "Insert", Instance: { } list } call when Refers(list, holder) => call.Arguments[call.Arguments.Length - 1].Value,
                ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: { } array } } assignment when Refers(array, holder) => assignment.Value,
                ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map } } assignment when Refers(map, holder) => assignment.Value,
                _ => null,
            };
            if (added is not null && IsNew(context, added))
            {
                return true;
            }
        }

        foreach (var value in context.Module.Assigned(holder))
        {
            foreach (var operation in value.DescendantsAndSelf())
            {
                if (operation is not IConversionOperation && context.Known.IsModule(operation.Type) && IsNew(context, operation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsNew(ModuleContext context, IOperation value) => Unwrap(value) switch
    {
        IObjectCreationOperation => true,
        IInvocationOperation call => context.Known.IsFactory(call.TargetMethod),
        ILocalReferenceOperation local => context.Module.Assigned(local.Local).Any(v => Unwrap(v) is IObjectCreationOperation or IInvocationOperation),
        _ => false,
    };

    // Given to a Sequential, a ModuleList or any other method as a whole: it may be registered there.
    private static bool IsHandedOn(ModuleContext context, ISymbol holder) =>
        context.Operations.Of(OperationKind.Argument, OperationKind.Spread).Any(o => !IsLinq(o) && o switch
        {
            IArgumentOperation argument => Refers(argument.Value, holder) || (Copied(argument.Value) is { } source && Refers(source, holder)),
            ISpreadOperation spread => Refers(spread.Operand, holder),
            _ => false,
        });

    private static IOperation? Copied(IOperation value) =>
        Unwrap(value) is IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" or "Cast" or "AsEnumerable" } copy ? copy.Instance ?? copy.Arguments.FirstOrDefault()?.Value : null;

    // Enumerable.Select(_layers, ...) reads the list, it registers nothing.
    private static bool IsLinq(IOperation operation) =>
        operation.Parent is IInvocationOperation { TargetMethod.ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } };

    private static bool Refers(IOperation operation, ISymbol holder) =>
        SymbolEqualityComparer.Default.Equals(Registration.Member(operation), holder);

    private static IOperation Unwrap(IOperation operation) => operation is IConversionOperation conversion ? Unwrap(conversion.Operand) : operation;
}
