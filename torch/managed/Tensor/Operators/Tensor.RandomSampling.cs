using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Random numbers.
    public partial class Tensor
    {
        public Tensor bernoulli(Generator? generator = null) => Aten.bernoulli.Call(this, generator);

        public Tensor bernoulli_(Tensor p, Generator? generator = null) => InPlace(Aten.bernoulli__Tensor, this, p, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => InPlace(Aten.bernoulli__float, this, p, generator);

        public Tensor binomial(Tensor prob, Generator? generator = null) => Aten.binomial.Call(this, prob, generator);

        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null) =>
            InPlace(Aten.cauchy_, this, median, sigma, generator);

        public Tensor exponential_(double lambda = 1, Generator? generator = null) => InPlace(Aten.exponential_, this, lambda, generator);

        public Tensor geometric_(double p, Generator? generator = null) => InPlace(Aten.geometric_, this, p, generator);

        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            InPlace(Aten.log_normal_, this, mean, std, generator);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Aten.multinomial.Call(this, num_samples, replacement, generator);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => InPlace(Aten.normal_, this, mean, std, generator);

        public Tensor poisson(Generator? generator = null) => Aten.poisson.Call(this, generator);

        public Tensor random_(double from, double to, Generator? generator = null) =>
            InPlace(Aten.random__from, this, (long)from, (long)to, generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) => InPlace(Aten.uniform_, this, from, to, generator);
    }
}

internal static partial class Aten
{
    internal static readonly Operator bernoulli = Operator.Find("aten::bernoulli");
    internal static readonly Operator bernoulli__Tensor = Operator.Find("aten::bernoulli_", "Tensor");
    internal static readonly Operator bernoulli__float = Operator.Find("aten::bernoulli_", "float");
    internal static readonly Operator binomial = Operator.Find("aten::binomial");
    internal static readonly Operator cauchy_ = Operator.Find("aten::cauchy_");
    internal static readonly Operator exponential_ = Operator.Find("aten::exponential_");
    internal static readonly Operator geometric_ = Operator.Find("aten::geometric_");
    internal static readonly Operator log_normal_ = Operator.Find("aten::log_normal_");
    internal static readonly Operator multinomial = Operator.Find("aten::multinomial");
    internal static readonly Operator normal_ = Operator.Find("aten::normal_");
    internal static readonly Operator poisson = Operator.Find("aten::poisson");
    internal static readonly Operator random__from = Operator.Find("aten::random_", "from");
    internal static readonly Operator uniform_ = Operator.Find("aten::uniform_");
}
