using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Torch.Tests;

/// <summary>No leak, with scopes and without; scopes own, move, detach and dispose.</summary>
[NonParallelizable]
public class LifetimeTests
{
    private const int Operations = 100_000;
    private const long Megabyte = 1 << 20;

    [Test]
    public void ManyOperationsInScopesLeaveNothing()
    {
        Work(scoped: true, count: 10_000);
        var (tensors, memory) = Settle();
        Work(scoped: true, Operations);
        var after = Settle();
        Assert.That(after.Tensors, Is.EqualTo(tensors));
        Assert.That(after.Memory - memory, Is.LessThan(64 * Megabyte));
    }

    [Test]
    public void ManyOperationsWithoutScopesLeaveNothing()
    {
        Work(scoped: false, count: 10_000);
        var (tensors, memory) = Settle();
        Work(scoped: false, Operations);
        var after = Settle();
        Assert.That(after.Tensors, Is.EqualTo(tensors));
        Assert.That(after.Memory - memory, Is.LessThan(64 * Megabyte));
    }

    // As the activations of a training step. Given back to the system each time, their 24 000 pages would be asked for anew, a fault each.
    [Test]
    [Platform("Linux")]
    public void WhatAStepFreesIsThereForTheNext()
    {
        Step();
        var before = PageFaults();
        for (var n = 0; n < 5; n++)
            Step();
        Assert.That((PageFaults() - before) / 5, Is.LessThan(2000));

        static void Step()
        {
            using var scope = NewDisposeScope();
            for (var n = 0; n < 16; n++)
                ones(6 * Megabyte / sizeof(float));
        }

        static long PageFaults() => long.Parse(File.ReadAllText("/proc/self/stat").Split(' ')[9], CultureInfo.InvariantCulture);
    }

    [Test]
    public void LargeTensorsWithoutScopesDoNotPileUp()
    {
        var peak = 0L;
        for (var n = 0; n < 1000; n++)
        {
            zeros(1 << 20).fill_(1);
            if (n % 100 == 99)
                peak = Math.Max(peak, Settled(Process.GetCurrentProcess()).WorkingSet64);
        }

        // Four gigabytes were made.
        Assert.That(peak, Is.LessThan(2500 * Megabyte));
    }

    [Test]
    public void ADisposedTensorStaysDisposedWhenItsOwnerServesAnother()
    {
        var first = ones(3);
        first.Dispose();
        using var second = zeros(3);
        first.Dispose();
        Assert.That(first.IsInvalid, Is.True);
        Assert.That(() => first.sum(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(second.IsInvalid, Is.False);
        Assert.That(second.sum().item<float>(), Is.Zero);
    }

    [Test]
    public void SmallTensorsMayBeFreedByAnotherThread()
    {
        // Sizes on both sides of each block size and of the largest block that is kept.
        long[] sizes = [0, 1, 15, 16, 17, 31, 32, 33, 255, 256, 257, 1000, 1023, 1024, 1025, 5000];
        var made = new System.Collections.Concurrent.BlockingCollection<(long Size, Tensor Tensor)>(boundedCapacity: 200);
        var maker = new Thread(() =>
        {
            for (var n = 0; n < 20_000; n++)
                made.Add((sizes[n % sizes.Length], full([sizes[n % sizes.Length]], (float)(n % 100))));
            made.CompleteAdding();
        });
        maker.Start();
        var count = 0;
        foreach (var (size, tensor) in made.GetConsumingEnumerable())
        {
            var value = count++ % 100;
            if (tensor.numel() != size || tensor.sum().item<float>() != (float)size * value)
                Assert.Fail($"tensor {count} of {size} numbers {value} has the sum {tensor.sum().item<float>()}");
            tensor.Dispose();
        }

        maker.Join();
        Assert.That(count, Is.EqualTo(20_000));
    }

    [Test]
    public void AViewThatAnOperatorReturnsWithoutSayingSoIsStillAView()
    {
        // einsum returns a permuted view of its input; a change of it must be noticed by the graph that saved the input.
        using var x = rand(3, 4);
        using var w = rand(3, 4, requires_grad: true);
        using var y = w * x;
        using var view = einsum("ij->ji", x);
        view.add_(1);
        Assert.That(() => y.sum().backward(), Throws.Exception.With.Message.Contains("modified by an inplace operation"));
    }

    [Test]
    public void ABackwardPassLeavesNothing()
    {
        Train(20);
        var (tensors, memory) = Settle();
        Train(300);
        var after = Settle();
        Assert.That(after.Tensors, Is.EqualTo(tensors));
        Assert.That(after.Memory - memory, Is.LessThan(64 * Megabyte));

        static void Train(int steps)
        {
            using var outer = NewDisposeScope();
            var weight = randn(64, 64, requires_grad: true);
            for (var n = 0; n < steps; n++)
            {
                using var scope = NewDisposeScope();
                weight.matmul(weight).tanh().sum().backward();
                weight.grad = null;
            }
        }
    }

    [Test]
    public void AScopeDisposesWhatWasCreatedInIt()
    {
        Tensor inner, moved, detached;
        using (NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                inner = ones(1);
                moved = ones(1).MoveToOuterDisposeScope();
                detached = scope.Detach(ones(1));
                Assert.That(scope.DisposablesCount, Is.EqualTo(1));
                Assert.That(scope.Contains(inner));
            }

            Assert.That(inner.IsInvalid);
            Assert.That(moved.IsInvalid, Is.False);
        }

        Assert.That(moved.IsInvalid);
        Assert.That(detached.IsInvalid, Is.False);
        detached.Dispose();
    }

    [Test]
    public void AScopeKeepsOnlyWhatItIsToldTo()
    {
        using var scope = NewDisposeScope();
        var kept = ones(1);
        var lost = ones(1);
        scope.DisposeEverythingBut(kept);
        Assert.That(lost.IsInvalid);
        Assert.That(scope.DisposablesView, Is.EqualTo(new IDisposable[] { kept }));
    }

    [Test]
    public void ADisposedTensorLeavesItsScopeAtOnce()
    {
        using var scope = NewDisposeScope();
        var first = ones(1);
        var second = ones(1);
        first.Dispose();
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
        second.MoveToOtherDisposeScope((DisposeScope?)null);
        Assert.That(scope.DisposablesCount, Is.Zero);
        scope.Attach(second);
        Assert.That(scope.Contains(second));
    }

    [Test]
    public void ScopesMayBeDisposedOutOfOrder()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        Assert.That(CurrentDisposeScope, Is.SameAs(inner));
        inner.Dispose();
        Assert.That(CurrentDisposeScope, Is.Null);
        Assert.That(() => inner.Detach(), Throws.Nothing);
        Assert.That(() => inner.DisposeEverything(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void StatisticsCountCreationAndDisposal()
    {
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        statistics.Reset();
        using (NewDisposeScope())
            _ = ones(1).add(1);
        ones(1).Dispose();
        Assert.That((statistics.CreatedInScopeCount, statistics.DisposedInScopeCount), Is.EqualTo((2L, 2L)));
        Assert.That((statistics.CreatedOutsideScopeCount, statistics.DisposedOutsideScopeCount), Is.EqualTo((1L, 1L)));
        Assert.That(statistics.ThreadTotalLiveCount, Is.Zero);
    }

    [Test]
    public void AScopeBelongsToItsThread()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = ones(1));
        thread.Start();
        thread.Join();
        Assert.That(scope.Contains(other!), Is.False);
        other!.Dispose();
    }

    [Test]
    public void AHandleCanBeGivenAwayAndTakenOver()
    {
        using var scope = NewDisposeScope();
        var tensor = ones(2);
        var handle = tensor.DecoupleFromNativeHandle();
        Assert.That(tensor.IsInvalid);
        Assert.That(Tensor.UnsafeCreateTensor(handle).sum().ToSingle(), Is.EqualTo(2));
    }

    private static void Work(bool scoped, int count)
    {
        using var outside = NewDisposeScope();
        var one = ones(16).DetachFromDisposeScope();
        outside.Dispose();
        for (var n = 0; n < count / 100; n++)
        {
            using var scope = scoped ? NewDisposeScope() : null;
            for (var m = 0; m < 25; m++)
            {
                var sum = one + one;
                sum.mul_(0.5);
                var part = sum[2..6];
                cat([part, part]);
            }
        }

        one.Dispose();
    }

    private static (long Tensors, long Memory) Settle()
    {
        for (var n = 0; n < 3; n++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return (Tensor.TotalCount, Settled(Process.GetCurrentProcess()).WorkingSet64);
    }

    private static Process Settled(Process process)
    {
        process.Refresh();
        return process;
    }
}
