using System.Runtime.CompilerServices;
using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// All trainable parameters in one flat tensor and their gradients in another; the parameters and their <c>grad</c>s become views of
/// them, so that clipping, the optimiser, zeroing and all-reduce are a handful of operators however many parameters there are.
/// </summary>
/// <remarks>
/// <para>Every parameter starts at a multiple of <see cref="RowLength"/>; the padding between is zero and stays zero. The rows make per-parameter
/// norms one reduction over <c>(rows, RowLength)</c> and a sum of few numbers, accurate because at most <see cref="RowLength"/> squares are added in FP32.</para>
/// <para>Half-precision parameters get an FP32 master copy in <see cref="Parameters"/>; the model itself sees <see cref="Compute"/>. Beside them a model may have FP32 parameters
/// (norms, tables), which are views of <see cref="Parameters"/> as ever; in each group the half ones come first.</para>
/// <para>Autograd accumulates into the views in place. <c>zero_grad(set_to_none: true)</c> or <c>module.to(...)</c> after the arena is made would
/// cut them off; <see cref="ReattachGradients"/> mends the first.</para>
/// </remarks>
public sealed partial class ParameterArena : IDisposable
{
    /// <summary>Elements per row: parameters start at multiples of it.</summary>
    public const int RowLength = 128;

    private readonly Tensor _gradientRows;
    private readonly Tensor _parameterRows;
    private readonly Tensor[] _gradientViews;

    // Which arena a parameter has its gradient from: the one made last. A token each, so that no arena lives as long as its parameters.
    private static readonly ConditionalWeakTable<Parameter, object> s_latest = [];
    private readonly object _token = new();

    private ParameterArena(List<ArenaGroup> groups, List<ArenaSegment> segments, long length, Device device, bool scalarsOnDevice)
    {
        Groups = groups;
        Segments = segments;
        Length = length;
        Device = device;
        ScalarDevice = scalarsOnDevice ? device : null;
        ParameterCount = segments.Sum(segment => segment.Length);
        HasUniformLearningRate = groups.TrueForAll(group => group.LearningRateScale == 1);
        var half = segments.Find(segment => segment.IsHalf)?.Parameter.dtype;
        var type = segments[0].Parameter.dtype.Widened();
        var computeLength = groups.Sum(group => group.ComputeLength);
        using var scope = NewDisposeScope();
        Parameters = zeros(length, dtype: type, device: device);
        Gradients = zeros(length, dtype: type, device: device);
        Compute = half is null ? Parameters : zeros(computeLength, dtype: half, device: device);
        ComputeGradients = half is null ? Gradients : zeros(computeLength, dtype: half, device: device);
        _gradientRows = Gradients.view(-1, RowLength);
        _parameterRows = Parameters.view(-1, RowLength);
        _gradientViews = new Tensor[segments.Count];
        SegmentOfRow = RowOwners(segments, length, device);
        using var noGrad = no_grad();
        foreach (var segment in segments)
        {
            using var master = View(Parameters, segment);
            master.copy_(segment.Parameter);
            using var target = segment.IsHalf ? View(Compute, segment, segment.ComputeOffset) : master.alias();
            target.copy_(master);
            segment.Parameter.set_(target);
            _gradientViews[segment.Index] = segment.IsHalf ? View(ComputeGradients, segment, segment.ComputeOffset) : View(Gradients, segment);
            segment.Parameter.grad = _gradientViews[segment.Index];
            s_latest.AddOrUpdate(segment.Parameter, _token);
        }

        // Only now: where something fails before, the scope frees what there is.
        foreach (var tensor in Own)
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>The parameter groups, each one contiguous stretch.</summary>
    public IReadOnlyList<ArenaGroup> Groups { get; }

    /// <summary>The parameters in order.</summary>
    public IReadOnlyList<ArenaSegment> Segments { get; }

    /// <summary>Length of the flat tensors, padding included.</summary>
    public long Length { get; }

    /// <summary>How many parameters are trained, padding excluded.</summary>
    public long ParameterCount { get; }

    /// <summary>What the optimiser updates: shape (Length), FP32 or FP64.</summary>
    public Tensor Parameters { get; }

    /// <summary>What the pipeline and the optimiser read: shape (Length), the type of <see cref="Parameters"/>.</summary>
    public Tensor Gradients { get; }

    /// <summary>What the model computes with: <see cref="Parameters"/> itself, or the half-precision copy of those that the model has in half.</summary>
    public Tensor Compute { get; }

    /// <summary>Where autograd accumulates: <see cref="Gradients"/> itself, or the half-precision buffer of the half parameters.</summary>
    public Tensor ComputeGradients { get; }

    /// <summary>Whether the model computes in another type than the optimiser.</summary>
    public bool IsMixed => !ReferenceEquals(Compute, Parameters);

    /// <summary>The gradients as (rows, RowLength).</summary>
    public Tensor GradientRows => _gradientRows;

    /// <summary>The parameters as (rows, RowLength).</summary>
    public Tensor ParameterRows => _parameterRows;

    /// <summary>For every row the index of its segment: int64, shape (rows).</summary>
    public Tensor SegmentOfRow { get; }

    /// <summary>Whether all groups learn at the same rate, so that one operator updates all.</summary>
    public bool HasUniformLearningRate { get; }

    /// <summary>Where the arena lives.</summary>
    public Device Device { get; }

    /// <summary>Where the numbers of a step live; null: on the host.</summary>
    public Device? ScalarDevice { get; }

    /// <summary>A zeroed flat tensor like <see cref="Parameters"/>, outside of dispose scopes: optimiser state.</summary>
    public Tensor NewBuffer() => Parameters.zeros_like().DetachFromDisposeScope();

    /// <summary>A group's stretch of a flat tensor, as a view.</summary>
    /// <param name="flat">Shape (Length), of this arena.</param>
    /// <param name="group">One of its groups.</param>
    /// <returns>Shape (the group's length), padding included.</returns>
    public static Tensor Slice(Tensor flat, ArenaGroup group) => flat.narrow(0, group.Offset, group.Length);

    /// <summary>A parameter's place in a flat tensor, as a view of its shape.</summary>
    /// <param name="flat">Shape (Length), of this arena.</param>
    /// <param name="segment">One of its segments.</param>
    public static Tensor View(Tensor flat, ArenaSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return View(flat, segment, segment.Offset);
    }

    /// <summary>Sets all gradients to zero, in place.</summary>
    public void ZeroGradients()
    {
        Gradients.zero_();
        if (IsMixed)
        {
            ComputeGradients.zero_();
        }
    }

    /// <summary>Adds the half-precision gradients of one backward pass to the FP32 ones and zeroes them; nothing where the types are the same.</summary>
    public void GatherGradients()
    {
        if (IsMixed)
        {
            foreach (var group in HalfGroups)
            {
                using var gradients = HalfOf(Gradients, group);
                using var half = ComputeOf(ComputeGradients, group);
                gradients.add_(half);
            }

            ComputeGradients.zero_();
        }
    }

    /// <summary>Casts the master parameters into the model's; nothing where the types are the same.</summary>
    public void PublishParameters()
    {
        if (IsMixed)
        {
            foreach (var group in HalfGroups)
            {
                using var half = ComputeOf(Compute, group);
                using var masters = HalfOf(Parameters, group);
                half.copy_(masters);
            }
        }
    }

    /// <summary>
    /// Makes every <c>grad</c> a view of the arena again, taking over what it holds; a missing one counts as zero. Needed in a loop of one's own after
    /// <c>zero_grad()</c>, which in PyTorch and TorchSharp drops the gradient tensors.
    /// </summary>
    public void ReattachGradients()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var segment in Segments)
        {
            var view = _gradientViews[segment.Index];
            if (segment.Parameter.grad is { } gradient)
            {
                view.copy_(gradient);
            }
            else
            {
                view.zero_();
            }

            segment.Parameter.grad = view;
        }
    }

    /// <summary>Runs a backward pass and says whether it reached any parameter at all, which a gradient of exactly 0 does not tell. The gradients are added up as ever.</summary>
    internal bool ReceivesGradients(Action backward)
    {
        foreach (var segment in Segments)
        {
            segment.Parameter.grad = null;
        }

        var isReached = false;
        try
        {
            backward();
        }
        finally
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            foreach (var segment in Segments)
            {
                var view = _gradientViews[segment.Index];
                if (segment.Parameter.grad is { } gradient)
                {
                    isReached = true;
                    view.add_(gradient);
                }

                segment.Parameter.grad = view;
            }
        }

        return isReached;
    }

    /// <summary>Finds out, for a gradient of exactly 0, whether the parameters' gradients still are the arena's.</summary>
    /// <exception cref="TrainingStalledException">Something dropped or replaced them.</exception>
    internal void CheckGradientsAreAttached()
    {
        using var scope = NewDisposeScope();
        // Gradients so small that their squares vanish have a norm of 0 and have arrived all the same.
        if (ComputeGradients.count_nonzero().item<long>() != 0 || Gradients.count_nonzero().item<long>() != 0)
        {
            return;
        }

        foreach (var segment in Segments)
        {
            if (segment.Parameter.grad is not { } gradient || gradient.count_nonzero().item<long>() != 0)
            {
                throw new TrainingStalledException(
                    $"The gradient of '{segment.Name}' no longer arrives in the trainer's arena. Do not call zero_grad() or to(...) after the trainer is made, nor make a second trainer for the same model while this one trains: it zeroes gradients itself, and moves the model when it is created.");
            }
        }
    }

    /// <summary>Frees the flat tensors. The parameters keep their values and lose their gradients, unless those are of an arena made later.</summary>
    public void Dispose()
    {
        foreach (var parameter in Segments.Select(segment => segment.Parameter))
        {
            if (s_latest.TryGetValue(parameter, out var latest) && latest == _token && s_latest.Remove(parameter) && !parameter.IsInvalid)
            {
                parameter.grad = null; // a view, which would hold the memory of all gradients
            }
        }

        foreach (var tensor in Own)
        {
            tensor.Dispose();
        }
    }

    private IEnumerable<Tensor> Own => [.. _gradientViews, _gradientRows, _parameterRows, SegmentOfRow, Compute, ComputeGradients, Parameters, Gradients];

    private IEnumerable<ArenaGroup> HalfGroups => Groups.Where(group => group.ComputeLength > 0);

    private static Tensor View(Tensor flat, ArenaSegment segment, long offset)
    {
        using var stretch = flat.narrow(0, offset, segment.Length);
        return stretch.view(segment.Shape);
    }

    /// <summary>The part of a flat FP32 tensor that a group's half parameters have.</summary>
    private static Tensor HalfOf(Tensor flat, ArenaGroup group) => flat.narrow(0, group.Offset, group.ComputeLength);

    /// <summary>The same part of the half-precision one.</summary>
    private static Tensor ComputeOf(Tensor half, ArenaGroup group) => half.narrow(0, group.ComputeOffset, group.ComputeLength);
}
