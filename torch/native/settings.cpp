// Devices, threads and settings of the process.

#include "bridge.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/DefaultDtype.h>
#include <torch/cuda.h>

#include <dlfcn.h>

#include <stdexcept>

using namespace stb;

STB int32_t stb_cuda_available() noexcept {
  return guarded([] { return torch::cuda::is_available() ? 1 : 0; });
}

STB int32_t stb_cudnn_available() noexcept {
  return guarded([] { return torch::cuda::cudnn_is_available() ? 1 : 0; });
}

STB int32_t stb_cuda_device_count() noexcept {
  return guarded([] { return static_cast<int32_t>(torch::cuda::device_count()); });
}

STB int32_t stb_cuda_synchronize(int64_t index) noexcept {
  return guarded([&] {
    torch::cuda::synchronize(index);
    return 0;
  });
}

STB int32_t stb_num_threads() noexcept {
  return guarded([] { return at::get_num_threads(); });
}

// libtorch passes the number on to MKL but not to OpenBLAS, whose matrix products would go on with a thread per core.
STB int32_t stb_set_num_threads(int32_t count) noexcept {
  return guarded([&] {
    at::set_num_threads(count);
    if (auto set_in_openblas = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
      set_in_openblas(count);
    }
    return 0;
  });
}

STB int32_t stb_num_interop_threads() noexcept {
  return guarded([] { return at::get_num_interop_threads(); });
}

STB int32_t stb_set_num_interop_threads(int32_t count) noexcept {
  return guarded([&] {
    at::set_num_interop_threads(count);
    return 0;
  });
}

STB int32_t stb_default_dtype() noexcept {
  return guarded([] { return static_cast<int32_t>(c10::get_default_dtype_as_scalartype()); });
}

STB int32_t stb_set_default_dtype(int32_t dtype) noexcept {
  return guarded([&] {
    c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype)));
    return 0;
  });
}

// Mirrors Interop/Setting.cs.
enum Setting : int32_t {
  kTf32Matmul, kTf32Cudnn, kHalfReduction, kFlashAttention, kMathAttention, kDeterministic, kDeterministicWarnOnly, kCudnnBenchmark
};

STB int32_t stb_setting(int32_t which) noexcept {
  return guarded([&]() -> int32_t {
    auto& context = at::globalContext();
    switch (which) {
      case kTf32Matmul: return context.allowTF32CuBLAS();
      case kTf32Cudnn: return context.allowTF32CuDNN();
      case kHalfReduction: return static_cast<int32_t>(context.allowFP16ReductionCuBLAS()) != 0;
      case kFlashAttention: return context.userEnabledFlashSDP();
      case kMathAttention: return context.userEnabledMathSDP();
      case kDeterministic: return context.deterministicAlgorithms();
      case kDeterministicWarnOnly: return context.deterministicAlgorithmsWarnOnly();
      case kCudnnBenchmark: return context.benchmarkCuDNN();
      default: throw std::logic_error("unknown setting");
    }
  });
}

STB int32_t stb_set_setting(int32_t which, int32_t value) noexcept {
  return guarded([&] {
    auto& context = at::globalContext();
    const bool on = value != 0;
    switch (which) {
      case kTf32Matmul: context.setAllowTF32CuBLAS(on); break;
      case kTf32Cudnn: context.setAllowTF32CuDNN(on); break;
      case kHalfReduction: context.setAllowFP16ReductionCuBLAS(on); break;
      case kFlashAttention: context.setSDPUseFlash(on); break;
      case kMathAttention: context.setSDPUseMath(on); break;
      case kDeterministic: context.setDeterministicAlgorithms(on, context.deterministicAlgorithmsWarnOnly()); break;
      case kDeterministicWarnOnly: context.setDeterministicAlgorithms(context.deterministicAlgorithms(), on); break;
      case kCudnnBenchmark: context.setBenchmarkCuDNN(on); break;
      default: throw std::logic_error("unknown setting");
    }
    return 0;
  });
}
