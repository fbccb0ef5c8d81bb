// softmax(q kᵀ scale + mask) v and its gradients (Vaswani et al., 2017) for a libtorch before 2.0, which has no fused operator: its batched
// product makes a view of each operand for each head, copies what does not lie as BLAS wants it, and takes one head after the other.
// Here heads are multiplied where they lie and shared out over libtorch's threads; that is a tenth of a small transformer's step.
//
// The dispatcher knows it as torch_bridge::attention, so it is found and called like an operator of libtorch's. Where no BLAS can be seen
// from here it is not registered, and the managed side composes attention from libtorch's operators.

#include "bridge.h"

#include <ATen/Dispatch.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <limits>

extern "C" {
// Weak: null where the BLAS below libtorch is hidden in it.
__attribute__((weak)) void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
                                  const float*, const int*, const float*, float*, const int*);
__attribute__((weak)) void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*, const int*,
                                  const double*, const int*, const double*, double*, const int*);
}

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

// Multiplications of one matrix product from which on OpenBLAS divides it among threads of its own; two that do so at once would wait for each other.
constexpr int64_t kDividedByBlas = 64 * 64 * 64;
// Multiplications that are worth waking a thread for.
constexpr int64_t kWorthAThread = 1 << 20;

void gemm(char a_as, char b_as, int m, int n, int k, float alpha, const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc) {
  sgemm_(&a_as, &b_as, &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc);
}

void gemm(char a_as, char b_as, int m, int n, int k, double alpha, const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc) {
  dgemm_(&a_as, &b_as, &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc);
}

// The matrices of [batch, heads, rows, columns], as BLAS takes them: rows side by side or columns side by side, in lines of any distance.
struct Matrices {
  Tensor tensor;
  bool columns_adjoin;

  explicit Matrices(const Tensor& given) : tensor(given.resolve_neg()), columns_adjoin(lines(tensor, 3, 2)) {
    if (!columns_adjoin && !lines(tensor, 2, 3)) {
      tensor = tensor.clone(at::MemoryFormat::Contiguous);
      columns_adjoin = true;
    }
  }

  char as() const { return columns_adjoin ? 'N' : 'T'; }

  int distance() const { return static_cast<int>(tensor.stride(columns_adjoin ? 2 : 3)); }

  template <class T>
  T* of(int64_t batch, int64_t head) const {
    return tensor.data_ptr<T>() + batch * tensor.stride(0) + head * tensor.stride(1);
  }

private:
  static bool lines(const Tensor& tensor, int along, int across) {
    return tensor.stride(along) == 1 && tensor.stride(across) >= std::max<int64_t>(1, tensor.size(along)) &&
           tensor.stride(across) <= std::numeric_limits<int>::max();
  }
};

// c = scale a b + kept c for every head. The columns of a row of c adjoin.
void multiply(double scale, const Tensor& a_given, const Tensor& b_given, const Tensor& c, double kept = 0) {
  const Matrices a(a_given), b(b_given);
  const int rows = c.size(2), columns = c.size(3), terms = a.tensor.size(3), distance = c.stride(2);
  AT_DISPATCH_FLOATING_TYPES(c.scalar_type(), "attention", [&] {
    const auto heads = c.size(1);
    auto each = [&](int64_t first, int64_t end) {
      for (auto n = first; n < end; n++) {
        const auto batch = n / heads, head = n % heads;
        // BLAS counts columns first, which makes every matrix its transpose: cᵀ = bᵀ aᵀ.
        gemm(b.as(), a.as(), columns, rows, terms, scale, b.of<scalar_t>(batch, head), b.distance(), a.of<scalar_t>(batch, head), a.distance(),
             kept, c.data_ptr<scalar_t>() + batch * c.stride(0) + head * c.stride(1), distance);
      }
    };
    const auto work = std::max<int64_t>(1, int64_t{rows} * columns * terms);
    if (work > kDividedByBlas) {
      each(0, c.size(0) * heads);
    } else {
      at::parallel_for(0, c.size(0) * heads, std::max<int64_t>(1, kWorthAThread / work), each);
    }
  });
}

// [batch, heads, rows, columns] that lies as [batch, rows, heads, columns], as a projection gives and takes it. Not the transpose of such a
// tensor: what a function returns must not be a view, or it could not be changed in place.
Tensor empty_heads(const Tensor& like, int64_t rows, int64_t columns) {
  const auto heads = like.size(1);
  const auto line = std::max<int64_t>(1, heads * columns);
  return at::empty_strided({like.size(0), heads, rows, columns}, {std::max<int64_t>(1, rows) * line, std::max<int64_t>(1, columns), line, 1}, like.options());
}

Tensor transposed(const Tensor& matrices) {
  return matrices.transpose(-2, -1);
}

struct Attention final : torch::autograd::Function<Attention> {
  // q [batch, heads, rows, size], k [batch, heads, columns, size], v [batch, heads, columns, values]; what the mask holds is added to the scores.
  static Tensor forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v, const c10::optional<Tensor>& mask,
                        double dropout, double scale) {
    auto scores = at::empty({q.size(0), q.size(1), q.size(2), k.size(2)}, q.options());
    if (mask) {
      scores.copy_(*mask);
    }
    multiply(scale, q, transposed(k), scores, mask ? 1 : 0);
    auto weights = at::_softmax(scores, -1, /*half_to_float=*/false);
    scores.reset();
    Tensor noise;
    if (dropout > 0) {
      noise = at::empty_like(weights).bernoulli_(1 - dropout);
      noise = dropout < 1 ? noise.div_(1 - dropout) : noise;
    }
    auto result = empty_heads(q, q.size(2), v.size(3));
    multiply(1, noise.defined() ? weights * noise : weights, v, result);
    context->save_for_backward({q, k, v, noise, weights});
    context->saved_data["scale"] = scale;
    return result;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &q = saved[0], &k = saved[1], &v = saved[2], &noise = saved[3], &weights = saved[4], &gradient = gradients[0];
    const auto scale = context->saved_data["scale"].toDouble();
    if (at::GradMode::is_enabled()) { // somebody wants the gradient's gradient: what is recorded must be libtorch's operators
      return recorded(q, k, v, noise, weights, gradient, scale);
    }

    Tensor for_q, for_k, for_v;
    if (context->needs_input_grad(2)) {
      for_v = empty_heads(v, v.size(2), v.size(3));
      multiply(1, transposed(noise.defined() ? weights * noise : weights), gradient, for_v);
    }
    if (context->needs_input_grad(0) || context->needs_input_grad(1)) {
      auto for_weights = at::empty_like(weights);
      multiply(1, gradient, transposed(v), for_weights);
      if (noise.defined()) {
        for_weights.mul_(noise);
      }
      const auto for_scores = at::_softmax_backward_data(for_weights, weights, -1, weights.scalar_type());
      for_weights.reset();
      for_q = empty_heads(q, q.size(2), q.size(3));
      multiply(scale, for_scores, k, for_q);
      for_k = empty_heads(k, k.size(2), k.size(3));
      multiply(scale, transposed(for_scores), q, for_k);
    }
    return {for_q, for_k, for_v, Tensor(), Tensor(), Tensor()};
  }

private:
  // The mask is in the weights: their logarithm is the masked scores but for a constant per row.
  static tensor_list recorded(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& noise, const Tensor& known, const Tensor& gradient,
                              double scale) {
    const auto scores = at::matmul(q, transposed(k)) * scale;
    const auto weights = at::softmax(scores - scores.detach() + known.log(), -1);
    const auto dropped = noise.defined() ? weights * noise : weights;
    auto for_weights = at::matmul(gradient, transposed(v));
    for_weights = noise.defined() ? for_weights * noise : for_weights;
    const auto for_scores = weights * (for_weights - (for_weights * weights).sum(-1, /*keepdim=*/true)) * scale;
    return {at::matmul(for_scores, k), at::matmul(transposed(for_scores), q), at::matmul(transposed(dropped), gradient), Tensor(), Tensor(), Tensor()};
  }
};

bool suits(const Tensor& tensor, const Tensor& q) {
  return tensor.dim() == 4 && tensor.is_cpu() && tensor.layout() == at::kStrided && tensor.scalar_type() == q.scalar_type() &&
         tensor.sizes().slice(0, 2) == q.sizes().slice(0, 2) && tensor.size(2) <= std::numeric_limits<int>::max() &&
         tensor.size(3) <= std::numeric_limits<int>::max();
}

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, const c10::optional<Tensor>& mask, double dropout, double scale) {
  TORCH_CHECK(suits(q, q) && suits(k, q) && suits(v, q) && q.size(3) == k.size(3) && k.size(2) == v.size(2),
              "attention wants q [batch, heads, L, E], k [batch, heads, S, E] and v [batch, heads, S, Ev] of one type on the CPU, not ", q.sizes(), ", ",
              k.sizes(), " and ", v.sizes());
  return Attention::apply(q, k, v, mask, dropout, scale);
}

// A fragment, and defined once: a process may hold several copies of this library.
TORCH_LIBRARY_FRAGMENT(torch_bridge, library) {
  if (sgemm_ != nullptr && dgemm_ != nullptr && !c10::Dispatcher::singleton().findSchema({"torch_bridge::attention", ""})) {
    library.def("attention(Tensor query, Tensor key, Tensor value, Tensor? mask, float dropout, float scale) -> Tensor", &attention);
  }
}

} // namespace
