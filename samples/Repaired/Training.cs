using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Classification;

/// <summary>Trains the classifier, first with cross entropy, then with a scaled loss.</summary>
internal static class Training
{
    public static Classifier Run(int steps)
    {
        var model = new Classifier();
        var optimizer = optim.AdamW(model.parameters().ToArray(), 1e-3);
        var optimizerWarmup = torch.optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1.0, (step + 1) / 100.0));
        model.train();
        for (var step = 0; step < steps; step++)
        {
            using var disposeScope = torch.NewDisposeScope();
            var (input, target) = Examples.Draw(32);
            var loss = functional.cross_entropy(model.call(input), target);
            loss.backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
            optimizer.zero_grad();
            optimizerWarmup.step();
            if (step % 100 == 0)
            {
                Console.WriteLine($"step {step}: loss {loss.item<float>():0.000}");
            }
        }

        return model;
    }

    /// <summary>The same with the loss multiplied, so that small gradients survive in half precision.</summary>
    public static void RunScaled(Classifier model, int steps, double scale)
    {
        var optimizer = optim.SGD(model.parameters().ToArray(), 1e-2);
        model.train();
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var (input, target) = Examples.Draw(32);
            optimizer.zero_grad();
            var loss = functional.cross_entropy(model.call(input), target);
            (loss * scale).backward();
            foreach (var parameter in model.parameters())
            {
                parameter.grad!.div_(scale);
            }

            if (!loss.isfinite().item<bool>())
            {
                scale /= 2;
                continue;
            }
            nn.utils.clip_grad_norm_(model.parameters(), 1.0);

            optimizer.step();
        }
    }

    public static double Accuracy(Classifier model)
    {
        model.eval();
        var (input, target) = Examples.Draw(256);
        return model.call(input).argmax(-1).eq(target).to(ScalarType.Float32).mean().item<float>();
    }
}
