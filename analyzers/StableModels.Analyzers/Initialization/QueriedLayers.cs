using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>The layers that a query makes: <c>Enumerable.Range(0, 12).Select(i => nn.Linear(64, 64)).ToList()</c>.</summary>
internal static class QueriedLayers
{
    /// <summary>Each layer with the local that holds it while it is made; null where not every one is seen.</summary>
    public static List<(ModuleInfo Layer, ISymbol? Holder)>? Of(ModuleClass module, IOperation? value) => value switch
    {
        IConversionOperation conversion => Of(module, conversion.Operand),
        IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" } copy, Arguments: [{ Value: var query }] } when Rounds.IsQuery(copy) => Of(module, query),
        IInvocationOperation { TargetMethod: { Name: "Select" } select, Arguments: [{ Value: var rounds }, { Value: var selector }] } when Rounds.IsQuery(select) => Repeated(module, rounds, selector),
        IInvocationOperation { TargetMethod.Name: "ModuleList" or "Sequential", Arguments: [{ Value: var given }] } list when module.Known.IsFactory(list.TargetMethod) => Of(module, given),
        IObjectCreationOperation { Arguments: [{ Value: var given }], Initializer: null } => Of(module, given),
        ICollectionExpressionOperation { Elements: [ISpreadOperation spread] } => Of(module, spread.Operand),
        _ => null,
    };

    private static List<(ModuleInfo Layer, ISymbol? Holder)>? Repeated(ModuleClass module, IOperation rounds, IOperation selector)
    {
        if (Rounds.OfQuery(rounds, Rounds.Constant) is not (> 0 and <= FilledList.MostLayers and var count) || Made(selector) is not { } made || module.Resolve(made) is not { } layer)
        {
            return null;
        }

        return [.. Enumerable.Repeat((layer, FilledList.ListOf(FilledList.Single(made))), count)];
    }

    // The one value that the lambda returns.
    private static IOperation? Made(IOperation selector) => selector switch
    {
        IConversionOperation conversion => Made(conversion.Operand),
        IDelegateCreationOperation creation => Made(creation.Target),
        IAnonymousFunctionOperation { Body: var body } when body.Descendants().OfType<IReturnOperation>().ToArray() is [{ ReturnedValue: { } returned }] => returned,
        _ => null,
    };
}
