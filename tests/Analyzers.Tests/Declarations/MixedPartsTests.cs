namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>SM0021: layers that mixed precision leaves in FP32, because a forward by hand runs them.</summary>
[TestFixture]
public sealed class MixedPartsTests
{
    private const string ByHand = "public override Tensor forward(Tensor input, Tensor mask) => input;";

    [Test]
    public Task Layers_of_a_forward_by_hand_are_named() => Declared.Finds($$"""
        [StableModel, {|SM0021:MixedPrecision|}(HalfType.BFloat16)]
        public partial class Net
        {
            [Conv1d(8, 8, 1)]        public partial Conv1d Mix { get; }
            [LayerNorm(8)]           public partial LayerNorm Norm { get; }
            [FeedForward(8, 8)]      public partial FeedForward Mlp { get; }
            [Embedding(9, 8)]        public partial Embedding Tokens { get; }
            [Linear(8, 9)]           public partial Linear Head { get; }
            [Linear(8, 9, TiedTo = nameof(Tokens))] public partial Linear Tied { get; }
            {{ByHand}}
        }
        """, "In FP32 in spite of mixed precision: Mix, Head of Net, whose forward is written by hand and has no casts. To compute there in the half type, declare a [Sequence] of these layers and call it in that forward.");

    [Test]
    public Task Classes_that_the_model_holds_are_looked_into() => Declared.Finds($$"""
        [StableModel, {|SM0021:MixedPrecision|}(HalfType.BFloat16)]
        public partial class Net(int depth)
        {
            [Stack(nameof(depth))] public partial ModuleList<Outer> Parts { get; }
        }

        [Sequence]
        public partial class Outer
        {
            [Layer] public partial Inner Part { get; }
        }

        [Sequence]
        public partial class Inner
        {
            [Gru(8, 8)] public partial GRU Memory { get; }
            public override Tensor forward(Tensor input) => input;
        }
        """, "In FP32 in spite of mixed precision: Memory of Inner, whose forward is written by hand and has no casts. To compute there in the half type, declare a [Sequence] of these layers and call it in that forward.");

    [TestCase("[StableModel, MixedPrecision(HalfType.BFloat16)]", "", TestName = "a generated forward")]
    [TestCase("[StableModel]", ByHand, TestName = "no mixed precision")]
    [TestCase("[StableModel, MixedPrecision(HalfType.BFloat16)]", ByHand + " public void ToHalf(torch.ScalarType type) { }", TestName = "a conversion by hand")]
    public Task Silent(string attributes, string members) => Declared.IsSilent($$"""
        {{attributes}}
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear Head { get; }
            {{members}}
        }
        """);

    [Test]
    public Task What_casts_inside_is_half_in_any_forward() => Declared.IsSilent($$"""
        [StableModel, MixedPrecision(HalfType.BFloat16)]
        public partial class Net
        {
            [SelfAttention(8, 2)] public partial SelfAttention Attention { get; }
            [Layer]               public partial Classes Output { get; }
            {{ByHand}}
        }

        [Sequence]
        public partial class Classes
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """);
}
