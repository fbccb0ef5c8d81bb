using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableModels.Analyzers.Modules;

namespace StableModels.Analyzers.Initialization;

/// <summary>Which initialiser each layer of a class gets: its own, or the one that a walk over all layers of its kind gives.</summary>
internal sealed class LayerInits
{
    private readonly Dictionary<ISymbol, WeightInit?> _own = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<string, WeightInit?> _all = new(StringComparer.Ordinal);

    private LayerInits()
    {
    }

    /// <summary>Null where the class initialises no weight itself.</summary>
    public static LayerInits? Of(ModuleClass module)
    {
        LayerInits? inits = null;
        foreach (var call in module.Calls)
        {
            if (WeightInit.Of(call, module) is { Layer.UserType: null } init)
            {
                inits ??= new LayerInits();
                if (init is { Layer.Factory: null, Holder: null or ILocalSymbol } && IsDoneToAll(call))
                {
                    Add(inits._all, init.Layer.Name, init);
                }
                else if (init.Holder is not null)
                {
                    Add(inits._own, init.Holder, init, isCertain: IsDoneToAll(call));
                }
            }
        }

        return inits;
    }

    /// <summary>The layer's initialiser; null where there is none, or several and the last one is not known.</summary>
    public WeightInit? For(ModuleInfo layer, ISymbol? holder)
    {
        var own = holder is not null && _own.TryGetValue(holder, out var found) ? found : null;
        var isOwn = holder is not null && _own.ContainsKey(holder);
        return isOwn ? (_all.ContainsKey(layer.Name) ? null : own) : _all.TryGetValue(layer.Name, out var all) ? all : null;
    }

    /// <summary>The initialiser that a walk gives to every layer of that kind.</summary>
    public WeightInit? ForAll(string layer) => _all.TryGetValue(layer, out var all) ? all : null;

    // if (module is Linear linear) is a walk over all of them; any further condition picks some.
    private static bool IsDoneToAll(IOperation call)
    {
        for (var at = call.Parent; at is not null; at = at.Parent)
        {
            if (at is IConditionalOperation { Condition: not (IIsPatternOperation or IIsTypeOperation) })
            {
                return false;
            }
        }

        return true;
    }

    private static void Add<TKey>(Dictionary<TKey, WeightInit?> inits, TKey key, WeightInit init, bool isCertain = true)
        where TKey : notnull =>
        inits[key] = inits.ContainsKey(key) || !isCertain ? null : init;
}
