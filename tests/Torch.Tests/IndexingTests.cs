using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

public class IndexingTests
{
    private DisposeScope _scope = null!;
    private Tensor _grid = null!;

    [SetUp]
    public void Open()
    {
        _scope = NewDisposeScope();
        // 0 1 2 3 / 4 5 6 7 / 8 9 10 11
        _grid = arange(12, ScalarType.Int64).view(3, 4);
    }

    [TearDown]
    public void Close()
    {
        _grid.Dispose();
        _scope.Dispose();
    }

    [Test]
    public void NumbersSelect()
    {
        Assert.That(_grid[1, 2].ToInt64(), Is.EqualTo(6));
        Assert.That(_grid[-1, -1].ToInt64(), Is.EqualTo(11));
        Assert.That(Values(_grid[1]), Is.EqualTo(new long[] { 4, 5, 6, 7 }));
        Assert.That(() => _grid[3], Throws.Exception);
    }

    [Test]
    public void RangesSlice()
    {
        Assert.That(Values(_grid[1..]), Is.EqualTo(new long[] { 4, 5, 6, 7, 8, 9, 10, 11 }));
        Assert.That(Values(_grid[.., 1..^1]), Is.EqualTo(new long[] { 1, 2, 5, 6, 9, 10 }));
        Assert.That(Values(_grid[TensorIndex.Slice(step: 2), 0]), Is.EqualTo(new long[] { 0, 8 }));
        Assert.That(Values(_grid[TensorIndex.Ellipsis, ^1]), Is.EqualTo(new long[] { 3, 7, 11 }));
        Assert.That(_grid[TensorIndex.None, TensorIndex.Ellipsis, TensorIndex.Null].shape, Is.EqualTo(new long[] { 1, 3, 4, 1 }));
        Assert.That(() => TensorIndex.Slice(step: -1), Throws.ArgumentException);
    }

    [Test]
    public void TensorsPick()
    {
        Assert.That(Values(_grid[tensor(new long[] { 2, 0 })]), Is.EqualTo(new long[] { 8, 9, 10, 11, 0, 1, 2, 3 }));
        Assert.That(Values(_grid[tensor(new long[] { 2, 0 }), tensor(new long[] { 3, 1 })]), Is.EqualTo(new long[] { 11, 1 }));
        Assert.That(Values(_grid[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 3 }))]), Is.EqualTo(new long[] { 3, 7, 11 }));
        Assert.That(Values(_grid[_grid > 9]), Is.EqualTo(new long[] { 10, 11 }));
    }

    [Test]
    public void MasksOfSeveralDimensionsCountAsThatMany()
    {
        var cube = arange(24, ScalarType.Int64).view(2, 3, 4);
        var mask = tensor(new[,] { { true, false, false }, { false, false, true } });
        Assert.That(Values(cube[TensorIndex.Tensor(mask), TensorIndex.Slice(0, 2)]), Is.EqualTo(new long[] { 0, 1, 20, 21 }));
    }

    [Test]
    public void AViewSharesMemoryAndAPickDoesNot()
    {
        _grid[0].fill_(-1);
        Assert.That(Values(_grid[0]), Is.EqualTo(new long[] { -1, -1, -1, -1 }));
        _grid[tensor(new long[] { 1 })].fill_(-1);
        Assert.That(_grid[1, 0].ToInt64(), Is.EqualTo(4));
    }

    [Test]
    public void AssignmentsBroadcast()
    {
        _grid[1] = tensor(-5L);
        _grid[.., 0] = tensor(new long[] { 100, 200, 300 });
        _grid[2, 3] = tensor(7L);
        _grid[_grid == 200] = tensor(0L);
        _grid[TensorIndex.Slice(0, 1), TensorIndex.Slice(1, 3)] = tensor(new long[,,] { { { 8, 9 } } });
        Assert.That(Values(_grid), Is.EqualTo(new long[] { 100, 8, 9, 3, 0, -5, -5, -5, 300, 9, 10, 7 }));
    }

    [Test]
    public void IndexPutAccumulates()
    {
        var sum = zeros(3, ScalarType.Int64);
        sum.index_put_(tensor(new long[] { 1, 2, 3 }), [tensor(new long[] { 0, 0, 2 })], accumulate: true);
        Assert.That(Values(sum), Is.EqualTo(new long[] { 3, 0, 3 }));
    }

    [Test]
    public void TooManyIndicesAreAnError()
    {
        Assert.That(() => _grid[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Colon], Throws.TypeOf<IndexOutOfRangeException>().With.Message.Contains("3"));
    }

    private static long[] Values(Tensor tensor) => tensor.data<long>().ToArray();
}
