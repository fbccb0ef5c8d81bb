using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// The base of this library's layers of one input and one output. They register their parameters, buffers and children themselves,
/// under PyTorch's names, so that nothing depends on reflection: they can be trimmed, and compiled ahead of time.
/// </summary>
/// <remarks>
/// Every layer that has parameters has <c>reset_parameters(...)</c>, which its constructor calls with no arguments. Generated code calls it again with
/// what only the whole model knows, such as the depth scale of a residual branch; no weight is left to a default that nobody wrote.
/// </remarks>
public abstract class Layer : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the layer.</summary>
    /// <param name="name">The module's name, as <c>GetName()</c> gives it.</param>
    protected Layer(string name)
        : base(name)
    {
    }

    /// <summary>Does nothing: the constructor has registered everything.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <summary>
    /// The parameter that is registered under this name now. Moving a module puts new parameters in the place of the old ones, so a layer
    /// asks each time instead of keeping a field.
    /// </summary>
    protected Parameter parameter(string name) => _internal_params[name];

    /// <summary>Puts another parameter in the place of the one registered under this name, and disposes the old one.</summary>
    protected void replace_parameter(string name, Parameter value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var old = _internal_params[name];
        if (ReferenceEquals(old, value))
            return;
        ConditionallyRegisterParameter(name, value);
        value.DetachFromDisposeScope();
        old.Dispose();
    }

    /// <summary>Registers a parameter of this shape that <c>reset_parameters</c> fills.</summary>
    protected void register_empty(string name, params long[] shape)
    {
        var parameter = new Parameter(empty(shape));
        parameter.DetachFromDisposeScope();
        register_parameter(name, parameter);
    }
}
