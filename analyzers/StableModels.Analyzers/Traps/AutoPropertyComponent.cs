using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5004: a layer in an auto-property is registered under the compiler's name for its field.</summary>
internal sealed class AutoPropertyComponent : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.AutoPropertyComponent];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule)
        {
            return;
        }

        var registration = context.Module.Registration;
        if (registration.Overrides || !registration.IsPlain || registration.Calls.Count == 0)
        {
            return;
        }

        foreach (var field in context.Module.Type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.AssociatedSymbol is IPropertySymbol { IsStatic: false } property
                && !registration.IsExplicit(property)
                && registration.IsComponent(field)
                && !field.GetAttributes().Any(a => a.AttributeClass?.Name == "ComponentNameAttribute"))
            {
                context.Report(RuleDescriptors.AutoPropertyComponent, property.Locations[0], property.Name);
            }
        }
    }
}
