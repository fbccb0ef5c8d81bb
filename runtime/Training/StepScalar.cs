using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Training;

/// <summary>
/// A number of one step: a plain double where reading tensors costs nothing (CPU), a 0-dim FP64 tensor where it would make the host wait for the device.
/// Clippers, optimisers and the loss scaler are written once in this arithmetic; decisions are <see cref="Where"/> instead of <c>if</c>, so that on a
/// device no step waits.
/// </summary>
/// <remarks>Conditions are 1 for true and 0 for false. Tensor results belong to the current dispose scope; <see cref="ScalarState"/> keeps one over steps.</remarks>
public readonly struct StepScalar : IEquatable<StepScalar>
{
    private readonly double _value;
    private readonly Tensor? _tensor;

    private StepScalar(double value) => _value = value;

    private StepScalar(Tensor tensor) => _tensor = tensor;

    /// <summary>Whether reading it makes the host wait.</summary>
    public bool IsOnDevice => _tensor is not null;

    /// <summary>The device that it is on; null: the host.</summary>
    public Device? Device => _tensor?.device;

    /// <summary>How often a read made the host wait for a device since the process started.</summary>
    public static long HostReads { get; private set; }

    /// <summary>A number that the host knows.</summary>
    public static implicit operator StepScalar(double value) => new(value);

    /// <summary>Sum.</summary>
    public static StepScalar operator +(StepScalar left, StepScalar right) => Combine(left, right, static (a, b) => a + b, static (a, b) => a.add(b));

    /// <summary>Difference.</summary>
    public static StepScalar operator -(StepScalar left, StepScalar right) => Combine(left, right, static (a, b) => a - b, static (a, b) => a.sub(b));

    /// <summary>Product.</summary>
    public static StepScalar operator *(StepScalar left, StepScalar right) => Combine(left, right, static (a, b) => a * b, static (a, b) => a.mul(b));

    /// <summary>Quotient.</summary>
    public static StepScalar operator /(StepScalar left, StepScalar right) => Combine(left, right, static (a, b) => a / b, static (a, b) => a.div(b));

    /// <summary>Negation.</summary>
    public static StepScalar operator -(StepScalar value) => 0 - value;

    /// <summary>1 where greater.</summary>
    public static StepScalar operator >(StepScalar left, StepScalar right) => Combine(left, right, static (a, b) => a > b ? 1 : 0, static (a, b) => a.gt(b).to(ScalarType.Float64));

    /// <summary>1 where less.</summary>
    public static StepScalar operator <(StepScalar left, StepScalar right) => right > left;

    /// <summary>1 where greater or equal.</summary>
    public static StepScalar operator >=(StepScalar left, StepScalar right) => Combine(left, right, static (a, b) => a >= b ? 1 : 0, static (a, b) => a.ge(b).to(ScalarType.Float64));

    /// <summary>1 where less or equal.</summary>
    public static StepScalar operator <=(StepScalar left, StepScalar right) => right >= left;

    /// <summary>The same number on both sides of a comparison of structs; tensors are compared by reference.</summary>
    public static bool operator ==(StepScalar left, StepScalar right) => left.Equals(right);

    /// <summary>The opposite of ==.</summary>
    public static bool operator !=(StepScalar left, StepScalar right) => !left.Equals(right);

    /// <summary>A single number computed on a device: read at once on the CPU, kept as it is elsewhere.</summary>
    /// <param name="tensor">One element.</param>
    /// <param name="keepOnDevice">Whether reads are to be avoided.</param>
    public static StepScalar Of(Tensor tensor, bool keepOnDevice)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (keepOnDevice)
        {
            return new(tensor.detach().to(ScalarType.Float64).view([]));
        }

        return tensor.dtype == ScalarType.Float64 ? tensor.item<double>() : tensor.to(ScalarType.Float64).item<double>();
    }

    /// <summary>The smaller one.</summary>
    public static StepScalar Min(StepScalar left, StepScalar right) => Combine(left, right, Math.Min, static (a, b) => a.minimum(b));

    /// <summary>The larger one.</summary>
    public static StepScalar Max(StepScalar left, StepScalar right) => Combine(left, right, Math.Max, static (a, b) => a.maximum(b));

    /// <summary>The power of a number that the host knows.</summary>
    public static StepScalar Pow(double number, StepScalar exponent) =>
        exponent._tensor is { } tensor ? new(tensor.mul(Math.Log(number)).exp()) : new(Math.Pow(number, exponent._value));

    /// <summary>A positive number to a power.</summary>
    public static StepScalar Pow(StepScalar number, StepScalar exponent) => number._tensor is { } tensor
        ? new(tensor.pow(exponent.ToTensor(tensor)))
        : Pow(number._value, exponent);

    /// <summary>A positive number to a power that the host knows.</summary>
    public static StepScalar Power(StepScalar number, double exponent) =>
        number._tensor is { } tensor ? new(tensor.pow(exponent)) : new(Math.Pow(number._value, exponent));

    /// <summary>The remainder of a division by a positive number; 0 up to the divisor for numbers from 0.</summary>
    public static StepScalar Remainder(StepScalar value, double divisor) =>
        value._tensor is { } tensor ? new(tensor.remainder(divisor)) : new(value._value % divisor);

    /// <summary>The cosine.</summary>
    public static StepScalar Cos(StepScalar value) => value._tensor is { } tensor ? new(tensor.cos()) : new(Math.Cos(value._value));

    /// <summary>The square root.</summary>
    public static StepScalar Sqrt(StepScalar value) => value._tensor is { } tensor ? new(tensor.sqrt()) : new(Math.Sqrt(value._value));

    /// <summary>1 where the number is finite.</summary>
    public static StepScalar IsFinite(StepScalar value) =>
        value._tensor is { } tensor ? new(tensor.isfinite().to(ScalarType.Float64)) : new(double.IsFinite(value._value) ? 1 : 0);

    /// <summary>One of two numbers; what is not chosen does not matter, even when it is NaN.</summary>
    public static StepScalar Where(StepScalar condition, StepScalar yes, StepScalar no)
    {
        if (condition._tensor is not { } tensor)
        {
            return condition._value != 0 ? yes : no;
        }

        return new(where(tensor.ne(0), yes.ToTensor(tensor), no.ToTensor(tensor)));
    }

    /// <summary>The number; on a device the host waits for it.</summary>
    public double ToDouble()
    {
        if (_tensor is null)
        {
            return _value;
        }

        HostReads++;
        return _tensor.item<double>();
    }

    /// <summary>The number as a 0-dim FP64 tensor on the device of another.</summary>
    public Tensor ToTensor(Tensor like)
    {
        ArgumentNullException.ThrowIfNull(like);
        return _tensor ?? full(Array.Empty<long>(), _value, dtype: ScalarType.Float64, device: like.device);
    }

    /// <summary>Numbers that one tensor holds; the host waits once for all.</summary>
    internal static double[] ReadAll(Tensor numbers)
    {
        HostReads++;
        using var onHost = numbers.cpu();
        return onHost.data<double>().ToArray();
    }

    /// <summary>Multiplies a tensor by it, in place.</summary>
    public void MultiplyInto(Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_tensor is not null)
        {
            target.mul_(_tensor);
        }
        else if (_value != 1)
        {
            target.mul_(_value);
        }
    }

    /// <summary>Adds it to a tensor, in place.</summary>
    public void AddTo(Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_tensor is not null)
        {
            target.add_(_tensor);
        }
        else
        {
            target.add_(_value);
        }
    }

    /// <summary>target += this * addend, in place.</summary>
    public void AddScaledTo(Tensor target, Tensor addend)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_tensor is not null)
        {
            target.addcmul_(addend, _tensor.to(target.dtype), 1);
        }
        else
        {
            target.add_(addend, _value);
        }
    }

    /// <summary>target += this * numerator / denominator, in place; on a device the denominator is overwritten. With 0 the target keeps its bits.</summary>
    /// <param name="target">What is changed.</param>
    /// <param name="numerator">Finite.</param>
    /// <param name="denominator">Positive.</param>
    public void AddQuotientTo(Tensor target, Tensor numerator, Tensor denominator)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(denominator);
        if (_tensor is not null)
        {
            // A factor of 0 makes the denominator infinite and the quotient 0.
            target.addcdiv_(numerator, denominator.div_(_tensor));
        }
        else
        {
            target.addcdiv_(numerator, denominator, _value);
        }
    }

    /// <inheritdoc/>
    public bool Equals(StepScalar other) => ReferenceEquals(_tensor, other._tensor) && _value.Equals(other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StepScalar other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, _tensor);

    private static StepScalar Combine(StepScalar left, StepScalar right, Func<double, double, double> onHost, Func<Tensor, Tensor, Tensor> onDevice)
    {
        if (left._tensor is null && right._tensor is null)
        {
            return new(onHost(left._value, right._value));
        }

        var like = (left._tensor ?? right._tensor)!;
        return new(onDevice(left.ToTensor(like), right.ToTensor(like)));
    }
}
