using StableModels.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableModels.Training;

// Which parameters go where, and which cannot go together.
public sealed partial class ParameterArena
{
    /// <summary>Lays the parameters out. A parameter listed twice (tied) is laid out once; one without <c>requires_grad</c> is left alone.</summary>
    /// <param name="groups">Groups of parameters on one device and of one floating type, or of a half type and FP32.</param>
    /// <param name="scalarsOnDevice">Whether the numbers of a step stay where the arena is, so that no step makes the host wait. Null: unless that is the CPU.</param>
    /// <exception cref="ArgumentException">Nothing to train, mixed devices or types, or a parameter in two groups.</exception>
    public static ParameterArena Create(IReadOnlyList<ParameterGroup> groups, bool? scalarsOnDevice = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var owner = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        var arenaGroups = new List<ArenaGroup>();
        var segments = new List<ArenaSegment>();
        long offset = 0;
        long computeOffset = 0;
        foreach (var group in groups)
        {
            var arenaGroup = new ArenaGroup(group, offset, computeOffset);
            var trained = new List<(string Name, Parameter Parameter)>();
            foreach (var (name, parameter) in group.Parameters)
            {
                if (owner.TryGetValue(parameter, out var first))
                {
                    if (!string.Equals(first, group.Name, StringComparison.Ordinal))
                    {
                        throw new ArgumentException($"Parameter '{name}' is in the groups '{first}' and '{group.Name}' and would be updated twice. List it in one of them.");
                    }

                    continue;
                }

                owner.Add(parameter, group.Name);
                if (!IsTrained(parameter))
                {
                    continue;
                }

                trained.Add((name, parameter));
            }

            // Half parameters first, so that a group is cast in one stretch; the order is otherwise as given.
            foreach (var (name, parameter) in trained.OrderBy(item => item.Parameter.dtype.IsHalf() ? 0 : 1))
            {
                CheckKind(name, parameter, segments);
                segments.Add(new(name, parameter, arenaGroup, segments.Count, offset, computeOffset));
                var length = (parameter.numel() + RowLength - 1) / RowLength * RowLength;
                offset += length;
                computeOffset += parameter.dtype.IsHalf() ? length : 0;
            }

            arenaGroup.Length = offset - arenaGroup.Offset;
            arenaGroup.ComputeLength = computeOffset - arenaGroup.ComputeOffset;
            if (arenaGroup.Length > 0)
            {
                arenaGroups.Add(arenaGroup);
            }
        }

        if (segments.Count == 0)
        {
            throw NothingToTrain();
        }

        var device = segments[0].Parameter.device;
        return new(arenaGroups, segments, offset, device, scalarsOnDevice ?? device.type != DeviceType.CPU);
    }

    internal static bool IsTrained(Parameter parameter) => parameter.requires_grad && parameter.numel() > 0;

    internal static ArgumentException NothingToTrain() => new("The model has no trainable parameter. Check that its layers are registered and that requires_grad is set on what should learn.");

    private static void CheckKind(string name, Parameter parameter, List<ArenaSegment> others)
    {
        if (!parameter.is_floating_point())
        {
            throw new ArgumentException($"Parameter '{name}' has type {parameter.dtype}; only floating-point parameters can be trained. " + (parameter.is_complex()
                ? "Train its real and its imaginary part as two parameters, or set requires_grad to false."
                : "Register it as a buffer or set requires_grad to false."));
        }

        if (others.Count == 0)
        {
            return;
        }

        var first = others[0];
        if (others.Find(other => !GoTogether(other.Parameter.dtype, parameter.dtype)) is { } clash)
        {
            throw new ArgumentException(
                $"Parameter '{name}' has type {parameter.dtype} but '{clash.Name}' has {clash.Parameter.dtype}. Convert the model to one type, or to a half type and FP32; declare [MixedPrecision] to compute in half precision.");
        }

        if (parameter.device.ToString() != first.Parameter.device.ToString())
        {
            throw new ArgumentException($"Parameter '{name}' is on {parameter.device} but '{first.Name}' is on {first.Parameter.device}. Move the model to one device.");
        }
    }

    private static bool GoTogether(ScalarType one, ScalarType other) =>
        one == other || (one.Widened() == ScalarType.Float32 && other.Widened() == ScalarType.Float32 && !(one.IsHalf() && other.IsHalf()));

    private static Tensor RowOwners(List<ArenaSegment> segments, long length, Device device)
    {
        var owners = new long[length / RowLength];
        foreach (var segment in segments)
        {
            var firstRow = segment.Offset / RowLength;
            var lastRow = (segment.Offset + segment.Length - 1) / RowLength;
            Array.Fill(owners, segment.Index, (int)firstRow, (int)(lastRow - firstRow + 1));
        }

        return tensor(owners, device: device);
    }
}
