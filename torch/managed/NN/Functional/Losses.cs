using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// Negative log-likelihood of the softmax. Targets are class numbers, or probabilities of the input's shape.
            /// </summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0)
                => Aten.cross_entropy_loss.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => Aten.nll_loss_nd.Call(input, target, weight, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Aten.mse_loss.Call(input, target, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Aten.l1_loss.Call(input, target, (long)reduction);

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
                => Aten.smooth_l1_loss.Call(input, target, (long)reduction, beta);

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean)
                => Aten.huber_loss.Call(input, target, (long)reduction, delta);

            /// <summary>Kullback-Leibler divergence of log-probabilities from targets, which are log-probabilities too unless <paramref name="log_target"/> is false.</summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean)
                => Aten.kl_div.Call(input, target, (long)reduction, log_target);

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => Aten.binary_cross_entropy.Call(input, target, weight, (long)reduction);

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
                => Aten.binary_cross_entropy_with_logits.Call(input, target, weight, pos_weights, (long)reduction);

            public static Tensor poisson_nll_loss(Tensor input, Tensor target, bool log_input = true, bool full = false, float eps = 1e-8f,
                Reduction reduction = Reduction.Mean)
                => Aten.poisson_nll_loss.Call(input, target, log_input, full, (double)eps, (long)reduction);

            /// <summary>0.5 (log v + (x - y)^2 / v), plus 0.5 log(2 pi) when <paramref name="full"/>; the variance is floored at eps outside the graph.</summary>
            public static Tensor gaussian_nll_loss(Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f,
                Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                if (variance.dim() == input.dim() - 1)
                    variance = variance.unsqueeze(-1);

                var floored = variance.clone();
                using (no_grad())
                    floored.clamp_(min: eps);

                var loss = floored.log().add(input.sub(target).square().div(floored)).mul(0.5);
                if (full)
                    loss = loss.add(0.5 * Math.Log(2 * Math.PI));
                return Reduce(loss, reduction).MoveToOuterDisposeScope();
            }

            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
                => Aten.margin_ranking_loss.Call(input1, input2, target, margin, (long)reduction);

            public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
                => Aten.hinge_embedding_loss.Call(input, target, margin, (long)reduction);

            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
                => Aten.cosine_embedding_loss.Call(input1, input2, target, margin, (long)reduction);

            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Aten.soft_margin_loss.Call(input, target, (long)reduction);

            public static Tensor multi_label_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Aten.multilabel_margin_loss.Call(input, target, (long)reduction);

            /// <summary>Binary cross-entropy of each label's logit, averaged over the labels.</summary>
            public static Tensor multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var loss = binary_cross_entropy_with_logits(input, target, weight, Reduction.None).mean(new[] { -1L });
                return Reduce(loss, reduction).MoveToOuterDisposeScope();
            }

            public static Tensor multi_margin_loss(Tensor input, Tensor target, int p = 1, double margin = 1.0, Tensor? weight = null,
                Reduction reduction = Reduction.Mean)
                => Aten.multi_margin_loss.Call(input, target, (long)p, margin, weight, (long)reduction);

            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1.0, long p = 2, double eps = 1e-06,
                bool swap = false, Reduction reduction = Reduction.Mean)
                => Aten.triplet_margin_loss.Call(anchor, positive, negative, margin, (double)p, eps, swap, (long)reduction);

            /// <summary>max(d(a, p) - d(a, n) + margin, 0); with <paramref name="swap"/>, d(p, n) replaces d(a, n) where it is smaller.</summary>
            public static Tensor triplet_margin_with_distance_loss(Tensor anchor, Tensor positive, Tensor negative,
                Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                distance ??= static (x, y) => pairwise_distance(x, y);
                var near = distance(anchor, positive);
                var far = distance(anchor, negative);
                if (swap)
                    far = far.minimum(distance(positive, negative));
                return Reduce(near.sub(far).add(margin).clamp_min(0), reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Connectionist temporal classification (Graves et al., 2006).</summary>
            public static Tensor ctc_loss(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, long blank = 0,
                bool zero_infinity = false, Reduction reduction = Reduction.Mean)
                => Aten.ctc_loss_Tensor.Call(log_probs, targets, input_lengths, target_lengths, blank, (long)reduction, zero_infinity);

            private static Tensor Reduce(Tensor loss, Reduction reduction) => reduction switch
            {
                Reduction.Mean => loss.mean(),
                Reduction.Sum => loss.sum(),
                _ => loss,
            };
        }
    }
}

internal static partial class Aten
{
    internal static readonly Operator binary_cross_entropy = Operator.Find("aten::binary_cross_entropy");
    internal static readonly Operator binary_cross_entropy_with_logits = Operator.Find("aten::binary_cross_entropy_with_logits");
    internal static readonly Operator cosine_embedding_loss = Operator.Find("aten::cosine_embedding_loss");
    internal static readonly Operator cross_entropy_loss = Operator.Find("aten::cross_entropy_loss");
    internal static readonly Operator ctc_loss_Tensor = Operator.Find("aten::ctc_loss", "Tensor");
    internal static readonly Operator hinge_embedding_loss = Operator.Find("aten::hinge_embedding_loss");
    internal static readonly Operator huber_loss = Operator.Find("aten::huber_loss");
    internal static readonly Operator kl_div = Operator.Find("aten::kl_div");
    internal static readonly Operator l1_loss = Operator.Find("aten::l1_loss");
    internal static readonly Operator margin_ranking_loss = Operator.Find("aten::margin_ranking_loss");
    internal static readonly Operator mse_loss = Operator.Find("aten::mse_loss");
    internal static readonly Operator multi_margin_loss = Operator.Find("aten::multi_margin_loss");
    internal static readonly Operator multilabel_margin_loss = Operator.Find("aten::multilabel_margin_loss");
    internal static readonly Operator nll_loss_nd = Operator.Find("aten::nll_loss_nd");
    internal static readonly Operator poisson_nll_loss = Operator.Find("aten::poisson_nll_loss");
    internal static readonly Operator smooth_l1_loss = Operator.Find("aten::smooth_l1_loss");
    internal static readonly Operator soft_margin_loss = Operator.Find("aten::soft_margin_loss");
    internal static readonly Operator triplet_margin_loss = Operator.Find("aten::triplet_margin_loss");
}
