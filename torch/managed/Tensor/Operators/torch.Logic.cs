namespace TorchSharp;

public static partial class torch
{
    // Logic on truth values and bits.
    public static Tensor bitwise_and(Tensor left, Tensor right) => left.bitwise_and(right);

    public static Tensor bitwise_and_(Tensor left, Tensor right) => left.bitwise_and_(right);

    public static Tensor bitwise_left_shift(Tensor left, Tensor right) => left.bitwise_left_shift(right);

    public static Tensor bitwise_left_shift_(Tensor left, Tensor right) => left.bitwise_left_shift_(right);

    public static Tensor bitwise_not(Tensor input) => input.bitwise_not();

    public static Tensor bitwise_not_(Tensor input) => input.bitwise_not_();

    public static Tensor bitwise_or(Tensor left, Tensor right) => left.bitwise_or(right);

    public static Tensor bitwise_or_(Tensor left, Tensor right) => left.bitwise_or_(right);

    public static Tensor bitwise_right_shift(Tensor left, Tensor right) => left.bitwise_right_shift(right);

    public static Tensor bitwise_right_shift_(Tensor left, Tensor right) => left.bitwise_right_shift_(right);

    public static Tensor bitwise_xor(Tensor left, Tensor right) => left.bitwise_xor(right);

    public static Tensor bitwise_xor_(Tensor left, Tensor right) => left.bitwise_xor_(right);

    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);

    public static Tensor logical_and_(Tensor left, Tensor right) => left.logical_and_(right);

    public static Tensor logical_not(Tensor input) => input.logical_not();

    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);

    public static Tensor logical_or_(Tensor left, Tensor right) => left.logical_or_(right);

    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);

    public static Tensor logical_xor_(Tensor left, Tensor right) => left.logical_xor_(right);
}
