using StableModels.Analyzers.FineTuning;
using StableModels.Analyzers.Tests.Harness;
using StableModels.CodeFixes.FineTuning;

namespace StableModels.Analyzers.Tests.FineTuning;

/// <summary>SM6005: low-rank branches beside a linear layer.</summary>
[TestFixture]
public sealed class LoraScaleTests
{
    private static string In(string constructor, string forward = "_base.call(x) + _up.call(_down.call(x)) * _scale") => $$"""
        class LoraLinear : Module<Tensor, Tensor>
        {
            private readonly Linear _base, _down, _up;
            private readonly Dropout _dropout = nn.Dropout(0.1);
            private readonly double _scale;
            private readonly int _alpha, _rank;
            public LoraLinear(int width, int rank, int alpha) : base("lora")
            {
                _base = nn.Linear(width, width);
                _down = nn.Linear(width, rank, hasBias: false);
                _up = nn.Linear(rank, width, hasBias: false);
                _alpha = alpha;
                _rank = rank;
                {{constructor}}
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;

    [TestCase("_scale = [|alpha / rank|];", "_base.call(x) + _up.call(_down.call(x)) * _scale")]
    [TestCase("_scale = [|alpha / rank|];", "_scale * _up.call(_dropout.call(_down.call(x))) + _base.call(x)")]
    [TestCase("", "_base.call(x) + _up.call(_down.call(x)) * ([|_alpha / _rank|])")]
    public Task Integers_divided(string constructor, string forward) => Rule<LoraScale>.Finds(In(constructor, forward));

    [TestCase("init.[|zeros_|](_down.weight!); init.zeros_(_up.weight!);")]
    [TestCase("init.kaiming_uniform_(_down.weight!); init.[|normal_|](_up.weight!, 0, 0.02);")]
    public Task Both_at_zero_or_both_at_random(string constructor) => Rule<LoraScale>.Finds(In("_scale = 2; " + constructor));

    [TestCase("_scale = (double)alpha / rank;")]
    [TestCase("_scale = alpha / (double)rank;")]
    [TestCase("_scale = alpha / Math.Sqrt(rank);")]
    [TestCase("_scale = 2; init.kaiming_uniform_(_down.weight!); init.zeros_(_up.weight!);")]
    [TestCase("_scale = 2; init.zeros_(_down.weight!); init.kaiming_uniform_(_up.weight!);")]
    [TestCase("_scale = 2; init.kaiming_uniform_(_down.weight!);", Description = "the other one is not seen")]
    public Task A_sound_branch(string constructor) => Rule<LoraScale>.IsSilent(In(constructor));

    [TestCase("_base.call(x) + _up.call(_down.call(x).relu()) * _scale", Description = "an adapter with an activation")]
    [TestCase("x + _up.call(_down.call(x)) * _scale", Description = "a bottleneck beside a shortcut")]
    [TestCase("_base.call(x).relu() + _up.call(_down.call(x)) * _scale")]
    [TestCase("_up.call(_down.call(x)) * _scale")]
    public Task Other_branches(string forward) =>
        Rule<LoraScale>.IsSilent(In("_scale = alpha / rank; init.zeros_(_down.weight!); init.zeros_(_up.weight!);", forward));

    [TestCase("_scale = [|alpha / rank|]; // s", "_scale = (double)alpha / rank; // s")]
    [TestCase("_scale = 2; init.[|constant_|](_down.weight!, 0); init.zeros_(_up.weight!);", "_scale = 2; init.kaiming_uniform_(_down.weight!); init.zeros_(_up.weight!);")]
    [TestCase("_scale = 2; init.kaiming_uniform_(_down.weight!); init.[|normal_|](_up.weight!, 0, 0.02);", "_scale = 2; init.kaiming_uniform_(_down.weight!); init.zeros_(_up.weight!);")]
    public Task Repaired(string before, string after) => Rule<LoraScale>.IsFixedBy<LoraScaleFix>(In(before), In(after));
}
