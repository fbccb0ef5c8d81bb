using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>
/// SM5001: a module that holds layers and never registers them. A parent that registers its own fields registers those of its
/// children as well, unless they stand in a Sequential; so only modules that no parent is seen to make are meant.
/// </summary>
internal sealed class MissingRegistration : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.MissingRegistration];

    public override void Examine(ModuleContext context)
    {
        var type = context.Module.Type;
        if (type.IsAbstract || !context.Module.IsModule)
        {
            return;
        }

        var registration = context.Module.Registration;
        if (!registration.IsPlain || registration.Overrides || registration.Calls.Count > 0 || registration.ExplicitCalls.Count > 0
            || registration.Components().FirstOrDefault() is not { } component
            || ModuleCreations.Of(context.Known, context.Compilation).MayBeRegisteredByAnother(type, context.Cancellation))
        {
            return;
        }

        var holder = component.AssociatedSymbol?.Name ?? component.Name;
        context.Report(RuleDescriptors.MissingRegistration, Place(type, context.Cancellation), type.Name, holder);
    }

    private static Location Place(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is ConstructorDeclarationSyntax syntax)
            {
                return syntax.Identifier.GetLocation();
            }
        }

        return type.Locations[0];
    }
}
