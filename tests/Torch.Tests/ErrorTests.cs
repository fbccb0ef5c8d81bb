using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

public class ErrorTests
{
    private static readonly Operator Ones = Operator.Find("aten::ones");
    private static readonly Operator Add = Operator.Find("aten::add", "Tensor");
    private static readonly Operator Split = Operator.Find("aten::split", "Tensor");

    [TestCase(0, "an error of libtorch")]
    [TestCase(1, "out of memory")]
    [TestCase(2, "out of range")]
    [TestCase(3, "logic error")]
    [TestCase(4, "not a std::exception")]
    [TestCase(5, "runtime error")]
    public void EveryKindOfNativeExceptionBecomesAManagedOne(int kind, string message)
    {
        Assert.That(() => NativeError.Check(Native.stb_throw(kind)), Throws.TypeOf<ExternalException>().With.Message.Contains(message));
    }

    [Test]
    public void LibtorchsMessageArrivesWithoutItsStackTrace()
    {
        using var scope = NewDisposeScope();
        var left = Ones.Call(new long[] { 2 });
        var right = Ones.Call(new long[] { 3 });
        Assert.That(() => Add.Call(left, right), Throws.TypeOf<ExternalException>()
            .With.Message.Contains("must match the size of tensor b (3)").And.Message.Not.Contains("frame #"));
    }

    [Test]
    public void ADisposedTensorThrowsAndNamesTheCauses()
    {
        var tensor = Ones.Call(new long[] { 2 });
        tensor.Dispose();
        tensor.Dispose();
        Assert.That(() => Add.Call(tensor, tensor), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("disposed"));
        Assert.That(() => tensor.shape, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void AnOperatorThatThisLibtorchLacksIsNamed()
    {
        Assert.That(() => Operator.Find("aten::no_such_operator", "Tensor").Call(1L),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("aten::no_such_operator.Tensor"));
    }

    [Test]
    public void TooManyOrTooFewArgumentsAreErrorsNotCrashes()
    {
        using var scope = NewDisposeScope();
        var tensor = Ones.Call(new long[] { 4 });
        Assert.That(() => Add.Call(tensor), Throws.TypeOf<ExternalException>());
        Assert.That(() => Add.Call(tensor, tensor, 1L, 2L, 3L), Throws.TypeOf<ExternalException>());
        Assert.That(Split.CallList(tensor, 2L), Has.Length.EqualTo(2));
    }
}
