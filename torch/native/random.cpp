// Seeds and generators of random numbers.

#include "bridge.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <torch/cuda.h>

#include <mutex>

using namespace stb;

STB int32_t stb_manual_seed(int64_t seed) noexcept {
  return guarded([&] {
    at::manual_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

STB int32_t stb_cuda_manual_seed(int64_t seed, int32_t all) noexcept {
  return guarded([&] {
    if (all != 0) {
      torch::cuda::manual_seed_all(static_cast<uint64_t>(seed));
    } else {
      torch::cuda::manual_seed(static_cast<uint64_t>(seed));
    }
    return 0;
  });
}

STB void* stb_generator_default(int64_t device) noexcept {
  return guarded_pointer([&] {
    auto generator = at::globalContext().defaultGenerator(device_of(device));
    return c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(generator.unsafeGetGeneratorImpl()).release();
  });
}

STB void* stb_generator_new(int64_t device, uint64_t seed) noexcept {
  return guarded_pointer([&] {
    auto target = device_of(device);
    auto generator = target.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>(seed)
                                     : at::globalContext().defaultGenerator(target).clone();
    generator.set_current_seed(seed);
    return c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(generator.unsafeGetGeneratorImpl()).release();
  });
}

STB void stb_generator_release(void* handle) noexcept {
  c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(handle));
}

STB int64_t stb_generator_device(const void* handle) noexcept {
  return pack(static_cast<const c10::GeneratorImpl*>(handle)->device());
}

STB int32_t stb_generator_set_seed(void* handle, uint64_t seed) noexcept {
  return guarded([&] {
    auto generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(seed);
    return 0;
  });
}

STB int32_t stb_generator_seed(void* handle, uint64_t* seed) noexcept {
  return guarded([&] {
    auto generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    *seed = generator.seed();
    return 0;
  });
}

STB int32_t stb_generator_initial_seed(void* handle, uint64_t* seed) noexcept {
  return guarded([&] {
    *seed = generator_of(handle).current_seed();
    return 0;
  });
}

STB void* stb_generator_state(void* handle) noexcept {
  return guarded_pointer([&] { return handle_of(generator_of(handle).get_state()); });
}

STB int32_t stb_generator_set_state(void* handle, const void* state) noexcept {
  return guarded([&] {
    auto generator = generator_of(handle);
    generator.set_state(tensor_of(state));
    return 0;
  });
}
