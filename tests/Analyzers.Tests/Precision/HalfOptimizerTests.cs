using StableModels.Analyzers.Precision;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;
using StableModels.CodeFixes.Precision;

namespace StableModels.Analyzers.Tests.Precision;

/// <summary>SM4004 and SM4005: optimizers over 16-bit parameters.</summary>
[TestFixture]
public sealed class HalfOptimizerTests
{
    [TestCase("model.half(); var optimizer = optim.[|Adam|](model.parameters());")]
    [TestCase("model.to(ScalarType.Float16); var optimizer = optim.[|AdamW|](model.parameters(), 1e-3);")]
    [TestCase("model.half(); var optimizer = optim.RMSProp(model.parameters(), eps: [|1e-10|]);")]
    public Task Epsilon_of_zero(string optimizer) => Rule<HalfEpsilon>.Finds(Loops.Step(optimizer: optimizer));

    [TestCase("model.half(); var optimizer = optim.Adam(model.parameters(), eps: 1e-4);")]
    [TestCase("model.bfloat16(); var optimizer = optim.Adam(model.parameters());")]
    [TestCase("var optimizer = optim.Adam(model.parameters());")]
    [TestCase("model.half(); var optimizer = optim.SGD(model.parameters(), 0.1);")]
    [TestCase("var teacher = new Mlp().half(); var optimizer = optim.Adam(model.parameters());")]
    public Task Epsilon_that_is_held(string optimizer) => Rule<HalfEpsilon>.IsSilent(Loops.Step(optimizer: optimizer));

    [Test]
    public Task Epsilon_added() => Rule<HalfEpsilon>.IsFixedBy<HalfConstantFix>(
        Loops.Step(optimizer: "model.half(); var optimizer = optim.[|AdamW|](model.parameters(), 1e-3);"),
        Loops.Step(optimizer: "model.half(); var optimizer = optim.AdamW(model.parameters(), 1e-3, eps: 1e-4);"));

    [Test]
    public Task Epsilon_replaced() => Rule<HalfEpsilon>.IsFixedBy<HalfConstantFix>(
        Loops.Step(optimizer: "model.half(); var optimizer = optim.Adam(model.parameters(), eps: [|1e-8|]);"),
        Loops.Step(optimizer: "model.half(); var optimizer = optim.Adam(model.parameters(), eps: 1e-4);"));

    [TestCase("model.half(); var optimizer = optim.[|SGD|](model.parameters(), 0.1);")]
    [TestCase("model.bfloat16(); var optimizer = optim.[|AdamW|](model.parameters());")]
    public Task Sixteen_bits_in_place(string optimizer) => Rule<HalfWithoutMaster>.Finds(Loops.Step(optimizer: optimizer));

    [TestCase("var optimizer = optim.SGD(model.parameters(), 0.1);")]
    [TestCase("model.to(ScalarType.Float64); var optimizer = optim.SGD(model.parameters(), 0.1);")]
    [TestCase("model.half(); model.@float(); var optimizer = optim.SGD(model.parameters(), 0.1);")]
    [TestCase("model.half(); var master = model.parameters().Select(p => new Parameter(p.to(ScalarType.Float32))).ToList(); var optimizer = optim.SGD(master, 0.1);")]
    public Task Thirty_two_bits(string optimizer) => Rule<HalfWithoutMaster>.IsSilent(Loops.Step(optimizer: optimizer));
}
