using System.Globalization;
using System.Text;

namespace StableModels.Benchmarks.Analyzers;

/// <summary>Writes the programs that the analyzers are measured on: the same ordinary code with and without models and trainers.</summary>
internal static class AnalyzerCodeBase
{
    private const int OrdinaryClassesPerFile = 5;

    /// <summary>Files of at least <paramref name="lines"/> lines in sum.</summary>
    public static List<string> Write(int lines, bool withTorchSharp)
    {
        var files = new List<string>();
        var written = 0;
        for (var number = 0; written < lines; number++)
        {
            var file = new StringBuilder();
            file.AppendLine("using System;").AppendLine("using System.Collections.Generic;").AppendLine("using System.Linq;");
            if (withTorchSharp)
            {
                file.AppendLine("using TorchSharp;").AppendLine("using TorchSharp.Modules;")
                    .AppendLine("using static TorchSharp.torch;").AppendLine("using static TorchSharp.torch.nn;");
            }

            file.AppendLine(CultureInfo.InvariantCulture, $"namespace Generated.Part{number};");
            for (var i = 0; i < OrdinaryClassesPerFile; i++)
            {
                file.AppendLine(Ordinary(i));
            }

            file.AppendLine(withTorchSharp ? Model + Trainer : Ordinary(OrdinaryClassesPerFile) + Ordinary(OrdinaryClassesPerFile + 1));
            var text = file.ToString();
            written += text.AsSpan().Count('\n');
            files.Add(text);
        }

        return files;
    }

    private static string Ordinary(int number) => $$"""

        public sealed class Store{{number}}
        {
            private readonly Dictionary<string, List<double>> _values = new();

            public event EventHandler? Changed;

            public int Count => _values.Sum(pair => pair.Value.Count);

            public void Add(string key, double value)
            {
                if (string.IsNullOrEmpty(key))
                {
                    throw new ArgumentException("A key is needed.", nameof(key));
                }

                if (!_values.TryGetValue(key, out var list))
                {
                    _values.Add(key, list = new List<double>());
                }

                list.Add(value);
                Changed?.Invoke(this, EventArgs.Empty);
            }

            public IEnumerable<(string Key, double Mean, double Largest)> Summary()
            {
                foreach (var pair in _values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    var sum = 0.0;
                    var largest = double.MinValue;
                    for (var i = 0; i < pair.Value.Count; i++)
                    {
                        sum += pair.Value[i];
                        largest = Math.Max(largest, pair.Value[i]);
                    }

                    yield return (pair.Key, sum / pair.Value.Count, largest);
                }
            }

            public override string ToString() =>
                string.Join(", ", Summary().Select(entry => $"{entry.Key}: {entry.Mean:0.00} ({entry.Largest:0.00})"));
        }
        """;

    private const string Model = """

        public sealed class Block : Module<Tensor, Tensor>
        {
            private readonly Linear qkv;
            private readonly Linear proj;
            private readonly LayerNorm norm;
            private readonly Sequential mlp;

            public Block(long width) : base(nameof(Block))
            {
                qkv = Linear(width, 3 * width);
                proj = Linear(width, width);
                norm = LayerNorm(width);
                mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                using var scope = torch.NewDisposeScope();
                var parts = qkv.call(norm.call(x)).chunk(3, -1);
                x = x + proj.call(functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]));
                x = x + mlp.call(norm.call(x));
                return x.MoveToOuterDisposeScope();
            }
        }

        public sealed class Network : Module<Tensor, Tensor>
        {
            private readonly Embedding tokens;
            private readonly ModuleList<Block> blocks;
            private readonly Linear head;

            public Network(long vocabulary, long width, int depth) : base(nameof(Network))
            {
                tokens = Embedding(vocabulary, width);
                blocks = ModuleList(Enumerable.Range(0, depth).Select(_ => new Block(width)).ToArray());
                head = Linear(width, vocabulary);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                x = tokens.call(x);
                foreach (var block in blocks)
                {
                    x = block.call(x);
                }

                return head.call(x);
            }
        }
        """;

    private const string Trainer = """

        public sealed class Trainer
        {
            private readonly Network _model;
            private readonly optim.Optimizer _optimizer;
            private readonly optim.lr_scheduler.LRScheduler _scheduler;

            public Trainer(Device device)
            {
                _model = new Network(1000, 64, 4).to(device);
                _optimizer = optim.AdamW(_model.parameters().ToArray(), 3e-4, weight_decay: 0.1);
                _scheduler = optim.lr_scheduler.LambdaLR(_optimizer, step => Math.Min(1.0, (step + 1) / 100.0));
            }

            public double Epoch(IEnumerable<(Tensor Input, Tensor Target)> batches)
            {
                _model.train();
                var total = 0.0;
                foreach (var (input, target) in batches)
                {
                    using var scope = torch.NewDisposeScope();
                    _optimizer.zero_grad();
                    var loss = functional.cross_entropy(_model.call(input).view(-1, 1000), target.view(-1));
                    loss.backward();
                    nn.utils.clip_grad_norm_(_model.parameters(), 1.0);
                    _optimizer.step();
                    _scheduler.step();
                    total += loss.item<float>();
                }

                return total;
            }

            public double Evaluate(IEnumerable<(Tensor Input, Tensor Target)> batches)
            {
                _model.eval();
                var right = 0L;
                using (torch.no_grad())
                {
                    foreach (var (input, target) in batches)
                    {
                        right += _model.call(input).argmax(-1).eq(target).sum().item<long>();
                    }
                }

                return right;
            }
        }
        """;
}
