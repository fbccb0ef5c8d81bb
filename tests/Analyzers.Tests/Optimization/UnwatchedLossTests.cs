using StableModels.Analyzers.Optimization;
using StableModels.Analyzers.Tests.Harness;
using StableModels.Analyzers.Tests.TrainingLoops;

namespace StableModels.Analyzers.Tests.Optimization;

[TestFixture]
public sealed class UnwatchedLossTests
{
    [TestCase("optimizer.zero_grad(); model.call(randn(8, 64)).mean().[|backward|](); optimizer.step();")]
    [TestCase("optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); loss.[|backward|](); nn.utils.clip_grad_norm_(model.parameters(), 1); optimizer.step();")]
    public Task Never_looked_at(string body) => Rule<UnwatchedLoss>.Finds(Loops.Around(body));

    [TestCase("if (i % 100 == 0) Console.WriteLine(loss.item<float>());")]
    [TestCase("total += loss.ToSingle();")]
    [TestCase("if (isnan(loss).any().ToBoolean()) break;")]
    [TestCase("Unseen.Use(loss);")]
    [TestCase("Console.WriteLine($\"{loss}\");")]
    [TestCase("kept.Add(loss);")]
    public Task Looked_at(string look) => Rule<UnwatchedLoss>.IsSilent(Loops.Around(
        "optimizer.zero_grad(); var loss = model.call(randn(8, 64)).mean(); loss.backward(); optimizer.step(); " + look, "var total = 0f; var kept = new List<Tensor>();"));

    [Test]
    public Task The_norm_is_looked_at() => Rule<UnwatchedLoss>.IsSilent(Loops.Around(
        "optimizer.zero_grad(); model.call(randn(8, 64)).mean().backward(); if (!double.IsFinite(nn.utils.clip_grad_norm_(model.parameters(), 1))) continue; optimizer.step();"));

    [Test]
    public Task The_loss_is_returned() => Rule<UnwatchedLoss>.IsSilent("""
        class Trainer(Mlp model)
        {
            private readonly torch.optim.Optimizer _optimizer = optim.SGD(model.parameters(), 0.1);

            public Tensor Epoch()
            {
                var loss = zeros(1);
                for (var i = 0; i < 10; i++) { _optimizer.zero_grad(); loss = model.call(randn(8, 64)).mean(); loss.backward(); _optimizer.step(); }
                return loss;
            }
        }
        """ + Models.Perceptron);
}
