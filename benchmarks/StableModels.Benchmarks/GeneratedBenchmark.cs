using System.Globalization;
using StableModels.Generator.Tests.Architectures;
using StableModels.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace StableModels.Benchmarks;

/// <summary>
/// A training step of declared models beside their twins written by hand (those of the tests, which give the same bits), both in TorchSharp's usual loop: zero, forward,
/// backward, clip, AdamW. The two run in turn on one thread. A second column gives the step of the trainer that is declared with the model.
/// </summary>
internal static class GeneratedBenchmark
{
    private const int Rounds = 15;
    private const double SecondsPerRound = 0.1;
    private const int TrainerSteps = 1_000_000;

    public static void Run()
    {
        set_num_threads(1);
        manual_seed(1);
        Console.WriteLine($"{"architecture",-16}{"by hand ms",12}{"generated ms",14}{"ratio",8}{"quartiles",14}{"own trainer",13}");
        var ratios = new List<double>();
        foreach (var pair in Pairs())
        {
            ratios.Add(Compare(pair));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"generated: ratio {Math.Exp(ratios.Average(Math.Log)):0.00}"));
    }

    /// <summary>Prints a row and gives its ratio.</summary>
    private static double Compare(Pair pair)
    {
        var generated = Loop(pair.Generated, pair.GeneratedLoss);
        var byHand = Loop(pair.ByHand, pair.ByHandLoss);
        var trained = pair.TrainerStep;

        // Both are compiled by the JIT's second tier before the first round.
        var count = Math.Max(1, (int)(SecondsPerRound / Math.Min(Time(byHand, 5), Time(generated, 5))));
        for (var i = 0; i < 3; i++)
        {
            Time(byHand, count);
            Time(generated, count);
            Time(trained, count);
        }

        var rounds = new List<(double ByHand, double Generated, double Trainer)>();
        for (var round = 0; round < Rounds; round++)
        {
            // Who is first changes, so that neither always follows the other.
            var first = round % 2 == 0 ? Time(byHand, count) : Time(generated, count);
            var second = round % 2 == 0 ? Time(generated, count) : Time(byHand, count);
            rounds.Add((round % 2 == 0 ? first : second, round % 2 == 0 ? second : first, Time(trained, count)));
        }

        var ratios = rounds.Select(round => round.Generated / round.ByHand).Order().ToArray();
        var ratio = Median.Of(ratios);
        var byHandTime = Text(1e3 * Median.Of(rounds.Select(round => round.ByHand)));
        var generatedTime = Text(1e3 * Median.Of(rounds.Select(round => round.Generated)));
        var quartiles = $"{Text(ratios[Rounds / 4])} to {Text(ratios[3 * Rounds / 4])}";
        var trainer = Text(Median.Of(rounds.Select(round => round.Trainer / round.ByHand)));
        Console.WriteLine($"{pair.Name,-16}{byHandTime,12}{generatedTime,14}{Text(ratio),8}{quartiles,14}{trainer,13}");
        return ratio;
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Processor time, garbage collection and the JIT included: with one thread that is the time, and what else runs on the machine is not in it.</summary>
    private static double Time(Action step, int count)
    {
        var start = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < count; i++)
            step();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds / count;
    }

    /// <summary>The loop of TorchSharp's examples.</summary>
    private static Action Loop(nn.Module model, Func<Tensor> lossOf)
    {
        var parameters = model.parameters().ToArray();
        var optimizer = optim.AdamW(parameters, lr: 1e-4);
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            lossOf().backward();
            nn.utils.clip_grad_norm_(parameters, 1.0);
            optimizer.step();
        };
    }

    private sealed record Pair(string Name, nn.Module Generated, Func<Tensor> GeneratedLoss, nn.Module ByHand, Func<Tensor> ByHandLoss, Action TrainerStep);

    private static IEnumerable<Pair> Pairs()
    {
        var tokens = randint(0, 64, [8, 33]);
        var (words, next) = (tokens[.., ..^1].contiguous(), tokens[.., 1..].reshape(-1));
        var pictures = randn(8, 3, 16, 16);
        var plane = randn(8, 1, 16, 16);
        var time = rand(8, 1);
        var classes = randint(0, 10, [8]);
        var counts = ones(8, 32, ScalarType.Bool);

        yield return Of("GPT", () => new AdderGpt(64, 32, 64, 4, 4), new HandAdderGpt(64, 32, 64, 4, 4),
            m => Next(m.call(words)), m => Next(m.call(words)), m => m.CreateTrainer(CPU, TrainerSteps));
        yield return Of("Llama", () => new Llama(64, 64, 4, 4), new HandLlama(64, 64, 4, 4),
            m => Next(m.call(words)), m => Next(m.call(words)), m => m.CreateTrainer(CPU, TrainerSteps));
        yield return Of("encoder-decoder", () => new Translator(64, 32, 64, 4, 2), new HandTranslator(64, 32, 64, 4, 2),
            m => Next(m.call(words, words, counts).Logits), m => Next(m.call(words, words, counts).Item1), m => m.CreateTrainer(CPU, TrainerSteps));
        yield return Of("ViT", () => new VisionTransformer(4, 16, 64, 4, 4, 10), new HandVisionTransformer(4, 16, 64, 4, 4, 10),
            m => Class(m.call(pictures)), m => Class(m.call(pictures)), m => m.CreateTrainer(CPU, TrainerSteps));
        yield return Of("ResNet", () => new ResNet(16, 2, 10), new HandResNet(16, 2, 10),
            m => Class(m.call(pictures)), m => Class(m.call(pictures)), m => m.CreateTrainer(CPU, TrainerSteps));
        yield return Of("LSTM", () => new LstmLanguageModel(64, 32), new HandLstmLanguageModel(64, 32),
            m => Next(m.call(words)), m => Next(m.call(words)), m => m.CreateTrainer(CPU, TrainerSteps));
        yield return Of("U-Net", () => new DiffusionUnet(16, 4), new HandDiffusionUnet(16, 4),
            m => F.mse_loss(m.call(plane, time), plane), m => F.mse_loss(m.call(plane, time), plane), m => m.CreateTrainer(CPU, TrainerSteps));

        Tensor Next(Tensor logits) => F.cross_entropy(logits.reshape(-1, 64), next);
        Tensor Class(Tensor logits) => F.cross_entropy(logits, classes);
    }

    private static Pair Of<TGenerated, TByHand>(
        string name, Func<TGenerated> create, TByHand byHand, Func<TGenerated, Tensor> generatedLoss, Func<TByHand, Tensor> byHandLoss, Func<TGenerated, Trainer> createTrainer)
        where TGenerated : nn.Module
        where TByHand : nn.Module
    {
        var (generated, trained) = (create(), create());
        byHand.load_state_dict(generated.state_dict());
        var trainer = createTrainer(trained);
        return new(name, generated, () => generatedLoss(generated), byHand, () => byHandLoss(byHand), () => trainer.Step(() => generatedLoss(trained)));
    }
}
