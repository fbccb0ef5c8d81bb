using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>Where the random generators stand, so that the same numbers can be drawn again.</summary>
internal sealed class RandomState
{
    private readonly Tensor _cpu;
    private readonly long? _cudaSeed;

    private RandomState(Tensor cpu, long? cudaSeed)
    {
        _cpu = cpu;
        _cudaSeed = cudaSeed;
    }

    /// <summary>
    /// The CPU generator's state now. For a CUDA device also seeds its generator with a number from the CPU's, since TorchSharp cannot read the state of that one.
    /// </summary>
    public static RandomState Capture(Device device)
    {
        long? seed = device.type == DeviceType.CUDA ? DrawSeed() : null;
        var state = new RandomState(random.get_rng_state().DetachFromDisposeScope(), seed);
        if (seed is { } number)
            cuda.manual_seed_all(number);
        return state;
    }

    /// <summary>Goes back to this state; disposing the result returns to where the generators stood before.</summary>
    public IDisposable Restore()
    {
        var now = random.get_rng_state().DetachFromDisposeScope();
        random.set_rng_state(_cpu);
        if (_cudaSeed is { } number)
            cuda.manual_seed_all(number);
        return new Return(now, _cudaSeed is not null);
    }

    private static long DrawSeed() => randint_long(long.MaxValue);

    private sealed class Return(Tensor cpu, bool cuda) : IDisposable
    {
        public void Dispose()
        {
            random.set_rng_state(cpu);
            cpu.Dispose();
            // A seed of its own: going on with the block's would draw numbers that the forward pass has drawn already.
            if (cuda)
                torch.cuda.manual_seed_all(DrawSeed());
        }
    }
}
