using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// The base of a declared class with one input. Its constructor runs after the field initialisers of the generated part, so
/// that the layers exist when it registers them and draws their weights.
/// </summary>
/// <typeparam name="T">Its input.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
public abstract class StableModule<T, TResult> : nn.Module<T, TResult>
{
    /// <summary>Registers the layers and draws their weights, unless the class that makes it does (<see cref="Blocks.Undrawn{TBlock}(Func{TBlock})"/>).</summary>
    protected StableModule()
        : base(nameof(StableModule<T, TResult>))
    {
        register_layers();
        Postponed.Draw(this, reset_parameters);
        IsConstructed = true;
    }

    /// <summary>
    /// Whether the constructor has come to its end. Until then parts that are classes of their own stay as their own constructors drew them;
    /// from then on <see cref="reset_parameters"/> draws them too.
    /// </summary>
    protected bool IsConstructed { get; }

    /// <summary>The name of the declared class.</summary>
    public override string GetName() => GetType().Name;

    /// <summary>Registers every layer under its name in the state dictionary. Generated.</summary>
    protected abstract void register_layers();

    /// <summary>Draws every weight anew. Generated.</summary>
    public virtual void reset_parameters()
    {
    }

    /// <summary>Does nothing: the layers are registered by name, without reflection.</summary>
    protected override void RegisterComponents()
    {
    }
}
