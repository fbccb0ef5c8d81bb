using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// Gradient checkpointing (Chen et al. 2016): a block's inner activations are thrown away after forward and computed again in backward, which trades one more forward of the block for their memory.
/// </summary>
/// <remarks>
/// The random state of forward is restored for the second computation, so that dropout drops the same values and the gradients are equal to the plain ones bit for bit.
/// On the GPU, whose random state cannot be read through this API, the block is seeded from the CPU's generator instead: equal in itself, not equal to a run without checkpointing if there is dropout.
/// A block that counts its forwards, such as one with a batch norm, counts two.
/// </remarks>
public static class Recompute
{
    /// <summary>Runs the block, keeping nothing but its input for backward.</summary>
    /// <param name="block">The block; what it computes must depend on its input, its parameters and the random state alone.</param>
    /// <param name="input">Its input.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="NotSupportedException">The block has an auxiliary loss, whose gradient would be lost.</exception>
    public static Tensor Call(nn.Module<Tensor, Tensor> block, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(input);
        if (!is_grad_enabled())
            return block.call(input);

        if (block.training && block.modules().FirstOrDefault(module => module is IAuxiliaryLoss { HasAuxiliaryLoss: true }) is { } auxiliary)
            throw new NotSupportedException($"{auxiliary.GetName()} in a recomputed block would lose the gradient of its auxiliary loss, which exists only while the block's graph does. Recompute the blocks without it.");

        // The parameters are inputs of the function too: their gradients arrive through it, even when the input needs none.
        var parameters = block.parameters().Where(p => p.requires_grad).ToArray();
        var arguments = new object[2 + parameters.Length];
        arguments[0] = new Segment(block, parameters);
        arguments[1] = input;
        parameters.CopyTo(arguments, 2);
        return Function.apply(arguments);
    }

    /// <summary>What forward leaves for backward, besides the input.</summary>
    private sealed class Segment(nn.Module<Tensor, Tensor> block, Tensor[] parameters)
    {
        private RandomState? _random;

        public Tensor Forward(Tensor input)
        {
            _random = block.training ? RandomState.Capture(input.device) : null;
            return block.call(input);
        }

        public List<Tensor?> Backward(Tensor input, Tensor gradient)
        {
            using var scope = NewDisposeScope();
            using var restored = _random?.Restore();
            var again = input.detach();
            again.requires_grad = input.requires_grad;
            Tensor output;
            using (enable_grad())
                output = block.call(again);

            List<Tensor> wanted = [.. parameters];
            if (again.requires_grad)
                wanted.Insert(0, again);
            var gradients = autograd.grad([output], wanted, [gradient], allow_unused: true);
            List<Tensor?> result = [null];
            if (!again.requires_grad)
                result.Add(null);
            foreach (var each in gradients)
                result.Add(each is null || each.IsInvalid ? null : each.MoveToOuterDisposeScope());
            return result;
        }
    }

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        private const string SegmentKey = "segment";

        public override string Name => nameof(Recompute);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var segment = (Segment)vars[0];
            var input = (Tensor)vars[1];
            ctx.save_data(SegmentKey, segment);
            ctx.save_for_backward([input]);
            return segment.Forward(input);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var input = ctx.get_saved_variables()[0];
            return ((Segment)ctx.get_data(SegmentKey)).Backward(input, grad_output)!;
        }
    }
}
