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
