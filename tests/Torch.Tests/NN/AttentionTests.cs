using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Torch.Tests.NN;

/// <summary>Attention and its gradients against the formula, softmax(q kᵀ / √E + mask) v, in single operators.</summary>
[TestFixture]
internal sealed class AttentionTests
{
    private const long Batch = 2;
    private const long Heads = 3;

    private static Tensor Formula(Tensor query, Tensor key, Tensor value, Tensor? added = null)
    {
        var scores = matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
        return matmul((added is null ? scores : scores + added).softmax(-1), value);
    }

    /// <summary>[batch, heads, time, size], which lie as memory says.</summary>
    private static Tensor Draw(long time, long size, string memory, ScalarType type = ScalarType.Float64)
    {
        var drawn = memory switch
        {
            "heads outside" => randn([Batch, Heads, time, size], type),
            "heads inside" => randn([Batch, time, Heads, size], type).transpose(1, 2),
            "in a fused projection" => randn([Batch, time, 3, Heads, size], type).select(2, 1).transpose(1, 2),
            "columns adjoin" => randn([Batch, Heads, size, time], type).transpose(2, 3),
            "every second number" => randn([Batch, Heads, time, 2 * size], type)[.., .., .., TensorIndex.Slice(step: 2)],
            "one head for all" => randn([Batch, 1, time, size], type).expand(Batch, Heads, time, size),
            "rows that are one" => randn([Batch, Heads, 1, size], type).expand(Batch, Heads, time, size),
            _ => throw new ArgumentException(memory),
        };
        return drawn.detach().requires_grad_(true);
    }

    private static void AssertSame(Tensor actual, Tensor expected, double tolerance, string what)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape), what);
        Assert.That((actual - expected).abs().max().ToDouble(), Is.LessThanOrEqualTo(tolerance), what);
    }

    private static void AssertFollowsFormula(Tensor[] inputs, Func<Tensor[], Tensor> attention, Func<Tensor[], Tensor> formula, double tolerance = 1e-12)
    {
        var (actual, expected) = (attention(inputs), formula(inputs));
        AssertSame(actual, expected, tolerance, "result");
        var upstream = randn_like(expected);
        var gradients = autograd.grad([actual], inputs, [upstream]).ToArray();
        var wanted = autograd.grad([expected], inputs, [upstream]).ToArray();
        for (var i = 0; i < inputs.Length; i++)
            AssertSame(gradients[i], wanted[i], tolerance, $"gradient of input {i}");
    }

    [Test]
    public void Heads_are_found_wherever_they_lie(
        [Values("heads outside", "heads inside", "in a fused projection", "columns adjoin", "every second number", "one head for all", "rows that are one")] string memory,
        [Values(1, 7, 70)] long time)
    {
        using var scope = NewDisposeScope();
        AssertFollowsFormula(
            [Draw(time, 5, memory), Draw(time, 5, memory), Draw(time, 5, memory)],
            static x => F.scaled_dot_product_attention(x[0], x[1], x[2]),
            static x => Formula(x[0], x[1], x[2]));
    }

    // Composed of libtorch's operators they would lie head by head, and every projection behind attention would copy them.
    [Test]
    public void The_result_lies_as_a_projection_takes_it([Values(0, 0.5)] double dropout)
    {
        using var scope = NewDisposeScope();
        var input = Draw(6, 5, "in a fused projection", ScalarType.Float32);
        var result = F.scaled_dot_product_attention(input, input, input, p: dropout, is_casual: true);
        Assert.That(result.transpose(1, 2).is_contiguous(), Is.True);
    }

    [TestCase(4, 9, 5, 3)]
    [TestCase(9, 4, 1, 1)]
    [TestCase(80, 90, 64, 32, Description = "so large that BLAS divides one product among its threads")]
    public void Queries_and_memory_may_differ_in_length_and_values_in_size(long rows, long columns, long size, long values)
    {
        using var scope = NewDisposeScope();
        AssertFollowsFormula(
            [Draw(rows, size, "heads inside"), Draw(columns, size, "heads inside"), Draw(columns, values, "heads outside")],
            static x => F.scaled_dot_product_attention(x[0], x[1], x[2]),
            static x => Formula(x[0], x[1], x[2]));
    }

    [Test]
    public void A_mask_is_spread_over_what_it_lacks()
    {
        using var scope = NewDisposeScope();
        foreach (var shape in new long[][] { [6, 8], [1, 8], [6, 1], [Heads, 6, 8], [Batch, 1, 1, 8], [Batch, Heads, 6, 8] })
        {
            var mask = randn(shape, ScalarType.Float64);
            AssertFollowsFormula(
                [Draw(6, 5, "heads inside"), Draw(8, 5, "heads inside"), Draw(8, 5, "heads inside")],
                x => F.scaled_dot_product_attention(x[0], x[1], x[2], mask),
                x => Formula(x[0], x[1], x[2], mask));
        }
    }

    [Test]
    public void A_mask_that_is_trained_gets_its_gradient()
    {
        using var scope = NewDisposeScope();
        AssertFollowsFormula(
            [Draw(6, 5, "heads inside"), Draw(6, 5, "heads inside"), Draw(6, 5, "heads inside"), randn([Heads, 6, 6], ScalarType.Float64).requires_grad_(true)],
            static x => F.scaled_dot_product_attention(x[0], x[1], x[2], x[3]),
            static x => Formula(x[0], x[1], x[2], x[3]));
    }

    [Test]
    public void The_causal_mask_hides_what_comes_later()
    {
        using var scope = NewDisposeScope();
        var later = full([7, 7], double.NegativeInfinity, ScalarType.Float64).triu(1);
        AssertFollowsFormula(
            [Draw(7, 5, "in a fused projection"), Draw(7, 5, "in a fused projection"), Draw(7, 5, "in a fused projection")],
            static x => F.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true),
            x => Formula(x[0], x[1], x[2], later));
    }

    // NaN up to PyTorch 2.4, zeros since.
    [Test]
    public void A_row_that_sees_nothing_does_not_spoil_the_others()
    {
        using var scope = NewDisposeScope();
        var mask = ones([4, 4], ScalarType.Bool);
        mask[1] = tensor(false);
        var result = F.scaled_dot_product_attention(Draw(4, 5, "heads inside"), Draw(4, 5, "heads inside"), Draw(4, 5, "heads inside"), mask);
        var nothing = result.isnan().logical_or(result.eq(0)).all(-1)[0, 0].data<bool>().ToArray();
        var finite = result.isfinite().all(-1)[0, 0].data<bool>().ToArray();
        Assert.That(nothing, Is.EqualTo(new[] { false, true, false, false }));
        Assert.That(finite.Where((_, row) => row != 1), Is.All.True);
    }

    [Test]
    public void The_result_and_its_gradients_may_be_changed_in_place()
    {
        using var scope = NewDisposeScope();
        var query = Draw(4, 5, "in a fused projection");
        var weight = ones([], ScalarType.Float64).requires_grad_(true);
        var attended = F.scaled_dot_product_attention(query, query, query);
        var gradient = autograd.grad([attended.square().sum()], [query], retain_graph: true).Single();
        gradient.mul_(weight).sum().backward();
        attended.mul_(weight);
        attended.transpose(1, 2).flatten(2).add_(weight).sum().backward();
        Assert.That(weight.grad!.isfinite().ToBoolean(), Is.True);
    }

    [Test]
    public void What_was_asked_for_without_gradients_can_be_trained_later()
    {
        using var scope = NewDisposeScope();
        var query = Draw(41, 5, "in a fused projection"); // a length that no other test has: its causal mask is made in inference mode
        using (inference_mode())
            F.scaled_dot_product_attention(query, query, query, is_casual: true);
        F.scaled_dot_product_attention(query, query, query, is_casual: true).sum().backward();
        Assert.That(query.grad!.isfinite().all().ToBoolean(), Is.True);
    }

    [Test]
    public void A_mask_may_change_before_backward()
    {
        using var scope = NewDisposeScope();
        var query = Draw(4, 5, "in a fused projection");
        var mask = zeros([4, 4], ScalarType.Float64);
        var attended = F.scaled_dot_product_attention(query, query, query, mask);
        var expected = autograd.grad([attended.sum()], [query], retain_graph: true).Single();
        mask.fill_(double.NegativeInfinity);
        AssertSame(autograd.grad([attended.sum()], [query]).Single(), expected, 0, "gradient");
    }

    [TestCase(true, false, false)]
    [TestCase(false, true, false)]
    [TestCase(false, false, true)]
    public void What_is_frozen_gets_no_gradient_and_the_rest_gets_it(bool query, bool key, bool value)
    {
        using var scope = NewDisposeScope();
        bool[] wanted = [query, key, value];
        Tensor[] inputs = [.. wanted.Select(static isWanted => Draw(6, 5, "heads inside").requires_grad_(isWanted))];
        Tensor[] trained = [.. inputs.Where(static input => input.requires_grad)];
        var actual = autograd.grad([F.scaled_dot_product_attention(inputs[0], inputs[1], inputs[2]).sum()], trained).Single();
        AssertSame(actual, autograd.grad([Formula(inputs[0], inputs[1], inputs[2]).sum()], trained).Single(), 1e-12, "gradient");
    }

    [Test]
    public void A_lazily_negated_tensor_counts_as_negated()
    {
        using var scope = NewDisposeScope();
        var query = view_as_complex(randn([Batch, Heads, 4, 5, 2], ScalarType.Float64)).conj().imag;
        AssertSame(F.scaled_dot_product_attention(query, query, query), Formula(query, query, query), 1e-12, "result");
    }

    [Test]
    public void The_gradient_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [Draw(6, 5, "in a fused projection"), Draw(8, 5, "in a fused projection"), Draw(8, 4, "heads outside")];
        var mask = randn([6, 8], ScalarType.Float64);
        var (first, second, third) = (randn([Batch, Heads, 6, 5], ScalarType.Float64), randn([Batch, Heads, 8, 5], ScalarType.Float64), randn([Batch, Heads, 8, 4], ScalarType.Float64));

        Tensor[] Twice(Tensor attended)
        {
            var once = autograd.grad([attended.square().sum()], inputs, create_graph: true).ToArray();
            return [.. autograd.grad([(once[0] * first).sum() + (once[1] * second).sum() + (once[2] * third).sum()], inputs)];
        }

        var actual = Twice(F.scaled_dot_product_attention(inputs[0], inputs[1], inputs[2], mask));
        var expected = Twice(Formula(inputs[0], inputs[1], inputs[2], mask));
        for (var i = 0; i < inputs.Length; i++)
            AssertSame(actual[i], expected[i], 1e-11, $"second gradient of input {i}");
    }

    // With v = 1 the result is the weights that are left: what was drawn is known and can be put into the formula.
    [Test]
    public void Dropout_drops_the_same_weights_on_the_way_back()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [Draw(6, 5, "heads inside"), Draw(6, 5, "heads inside"), eye(6, dtype: ScalarType.Float64).expand(Batch, Heads, 6, 6).clone().requires_grad_(true)];
        manual_seed(7);
        var dropped = F.scaled_dot_product_attention(inputs[0], inputs[1], inputs[2], p: 0.4);
        var weights = Formula(inputs[0], inputs[1], inputs[2]);
        var kept = (dropped / weights).detach();
        Assert.That(kept.ne(0).to_type(ScalarType.Float64).mean().ToDouble(), Is.EqualTo(0.6).Within(0.15));
        AssertSame(kept[kept.ne(0)], full_like(kept[kept.ne(0)], 1 / 0.6), 1e-12, "what is kept is enlarged");

        AssertFollowsFormula(
            inputs,
            x =>
            {
                manual_seed(7);
                return F.scaled_dot_product_attention(x[0], x[1], x[2], p: 0.4);
            },
            x => matmul((matmul(x[0], x[1].transpose(-2, -1)) / Math.Sqrt(5)).softmax(-1) * kept, x[2]));
    }

    [Test]
    public void All_dropped_is_zero()
    {
        using var scope = NewDisposeScope();
        var result = F.scaled_dot_product_attention(Draw(6, 5, "heads inside"), Draw(6, 5, "heads inside"), Draw(6, 5, "heads inside"), p: 1);
        Assert.That(result.count_nonzero().ToInt64(), Is.Zero);
    }

    [TestCase(0, 4)]
    [TestCase(4, 0)]
    [TestCase(0, 0)]
    public void Nothing_to_attend_to_gives_zeros(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        var result = F.scaled_dot_product_attention(Draw(rows, 5, "heads inside"), Draw(columns, 5, "heads inside"), Draw(columns, 5, "heads inside"));
        Assert.That(result.shape, Is.EqualTo(new[] { Batch, Heads, rows, 5 }));
        Assert.That(result.count_nonzero().ToInt64(), Is.Zero);
    }

    [TestCase(ScalarType.Float32, 1e-6)]
    [TestCase(ScalarType.BFloat16, 2e-2)]
    public void Other_numbers_follow_it_too(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [Draw(9, 8, "heads inside", type), Draw(9, 8, "heads inside", type), Draw(9, 8, "heads inside", type)];
        var result = F.scaled_dot_product_attention(inputs[0], inputs[1], inputs[2]);
        Assert.That(result.dtype, Is.EqualTo(type));
        var exact = inputs.Select(static input => input.to(ScalarType.Float64)).ToArray();
        AssertSame(result.to(ScalarType.Float64), Formula(exact[0], exact[1], exact[2]), tolerance, "result");
    }

    [Test]
    [NonParallelizable]
    public void Threads_do_not_change_a_bit()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor[] inputs = [.. Enumerable.Range(0, 3).Select(static _ => randn([16, 50, 6, 32]).transpose(1, 2).requires_grad_(true))];

        Tensor[] With(int threads)
        {
            set_num_threads(threads);
            var attended = F.scaled_dot_product_attention(inputs[0], inputs[1], inputs[2], is_casual: true);
            return [attended, .. autograd.grad([attended.square().sum()], inputs)];
        }

        var before = get_num_threads();
        try
        {
            var (one, two) = (With(1), With(2));
            for (var i = 0; i < one.Length; i++)
                Assert.That(one[i].eq(two[i]).all().ToBoolean(), Is.True, $"{i}");
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Test]
    public void Memory_that_changes_before_backward_is_found()
    {
        using var scope = NewDisposeScope();
        var query = Draw(4, 5, "heads inside");
        var key = query * 2;
        var attended = F.scaled_dot_product_attention(query, key, query);
        using (no_grad())
            key.zero_();
        Assert.That(() => attended.sum().backward(), Throws.Exception.With.Message.Contains("modified by an inplace operation"));
    }

    [Test]
    public void What_does_not_fit_is_an_error()
    {
        using var scope = NewDisposeScope();
        var query = Draw(4, 5, "heads inside");
        Assert.That(() => F.scaled_dot_product_attention(query, Draw(4, 6, "heads inside"), query), Throws.Exception, "sizes of query and key");
        Assert.That(() => F.scaled_dot_product_attention(query, query, Draw(3, 5, "heads inside")), Throws.Exception, "lengths of key and value");
        Assert.That(() => F.scaled_dot_product_attention(query, query, query, randn([4, 3], ScalarType.Float64)), Throws.Exception, "mask");
    }
}
