namespace StableModels.Generator.Model.Layers;

/// <summary>What a member does in a stream.</summary>
internal enum LayerRole
{
    /// <summary>Carries weights or mixes the stream.</summary>
    Transform,

    /// <summary>Normalises.</summary>
    Norm,

    /// <summary>A non-linearity: decides the gain of the layer before it.</summary>
    Activation,

    /// <summary>Leaves the gain of what came before to what follows: dropout, pooling, reshaping.</summary>
    Transparent,
}

/// <summary>All that the expansion knows of one layer attribute.</summary>
internal abstract class Layer
{
    /// <summary>The attribute class's name.</summary>
    public abstract string Attribute { get; }

    /// <summary>The metadata name of the module type that the property must be able to hold, or null when the property decides.</summary>
    public abstract string? ModuleType { get; }

    public virtual LayerRole Role => LayerRole.Transform;

    /// <summary>The argument that the incoming width is compared with: where a mismatch is reported.</summary>
    public virtual string? InputArgument => null;

    /// <summary>Whether a stream can run it; otherwise the class writes its own <c>forward</c>.</summary>
    public virtual bool TakesOneTensor => true;

    /// <summary>Whether its result is a tuple, of which a stream takes the first.</summary>
    public virtual bool ReturnsTuple => false;

    /// <summary>Whether it is a whole residual branch, with an inner and an outer projection.</summary>
    public virtual bool IsBranch => false;

    /// <summary>Whether a string for this parameter names a constructor parameter of type double instead of being a size.</summary>
    public virtual bool TakesNumber(string parameter) => false;

    /// <summary>Whether this property is a size as a constructor parameter is: an integer, or a string with names and arithmetic.</summary>
    public virtual bool TakesSize(string property) => false;

    /// <summary>What it takes.</summary>
    public virtual Shape Input(LayerUse use) => Shape.Unknown;

    /// <summary>What it gives for what it got.</summary>
    public virtual Shape Output(LayerUse use, Shape input) => input;

    /// <summary>Reports arguments that cannot be.</summary>
    public virtual void Check(LayerUse use)
    {
    }

    /// <summary>The expression that makes the module.</summary>
    public abstract Call Construct(LayerUse use);

    /// <summary>The argument with which its constructor leaves the drawing to <c>reset_parameters</c>; null where it draws nothing, or draws whatever it is told.</summary>
    public virtual string? Undrawn => null;

    /// <summary>In which type it computes under mixed precision.</summary>
    public virtual Arithmetic Arithmetic(LayerUse use) => Layers.Arithmetic.AsGiven;

    /// <summary>The weight, or module with weights, that has the type which it takes; null where that is FP32 or any.</summary>
    public virtual string? CastTarget(LayerUse use) => null;

    /// <summary>How its weights start.</summary>
    public virtual IEnumerable<Initialisation> Initialise(LayerUse use, LayerPlace place) => [];
}
