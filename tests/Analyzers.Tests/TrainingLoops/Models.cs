namespace StableModels.Analyzers.Tests.TrainingLoops;

/// <summary>Models that the loops under test train; appended to a source.</summary>
internal static class Models
{
    public const string Attention = """

        class Gpt : Module<Tensor, Tensor>
        {
            private readonly Linear _qkv = nn.Linear(64, 192);
            public Gpt() : base("gpt") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var parts = _qkv.call(x).chunk(3, -1);
                return functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
            }
        }
        """;

    public const string Recurrent = """

        class Tagger : Module<Tensor, Tensor>
        {
            private readonly LSTM _lstm = nn.LSTM(64, 64);
            public Tagger() : base("tagger") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _lstm.call(x).Item1;
        }
        """;

    public const string Perceptron = """

        class Mlp : Module<Tensor, Tensor>
        {
            private readonly Linear _fc = nn.Linear(64, 10);
            public Mlp() : base("mlp") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => _fc.call(x).relu();
        }
        """;
}
