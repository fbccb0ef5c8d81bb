using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Traps;

/// <summary>SM5006: a field that is registered by name and again by RegisterComponents(): two keys for one weight.</summary>
internal sealed class DoubleRegistration : ModuleRule
{
    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [RuleDescriptors.DoubleRegistration];

    public override void Examine(ModuleContext context)
    {
        if (!context.Module.IsModule)
        {
            return;
        }

        var registration = context.Module.Registration;
        if (registration.Overrides || registration.Calls.Count == 0)
        {
            return;
        }

        foreach (var call in registration.ExplicitCalls)
        {
            if (call.Arguments.Length >= 2
                && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string name }
                && Registration.Member(call.Arguments[1].Value) is IFieldSymbol { IsStatic: false } field
                && field.Name != name
                && !field.GetAttributes().Any(a => a.AttributeClass?.Name == "ComponentNameAttribute"))
            {
                context.Report(RuleDescriptors.DoubleRegistration, Locations.NameOf(call), field.Name, name);
            }
        }
    }
}
