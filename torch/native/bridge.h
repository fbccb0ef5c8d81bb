// The native side of torch/: libtorch's dispatcher behind a C interface of blittable values.
// An operator is found by its schema's name and called boxed (operators.cpp), so no function per operator is needed and any
// libtorch that has the schema will do. What the dispatcher does not know stands in the other files.
//
// A tensor handle is a TensorImpl* that owns one reference; a generator handle a GeneratorImpl* that owns one.
// No exception leaves this library: every function that can fail returns -1 (or null) and keeps the message for stb_error().

#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <exception>
#include <new>
#include <utility>
#include <vector>

#define STB extern "C" __attribute__((visibility("default")))

namespace stb {

using at::Tensor;
using Impl = c10::TensorImpl;
using TensorPointer = c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>;

// Tells the owner of something that the last reference to it is gone.
using ReleaseCallback = void (*)(void* state);

// Keeps the message for stb_error(); returns -1.
int32_t fail(const char* message) noexcept;

// Runs a body and turns whatever it throws into -1 and a message.
template <class Body>
int32_t guarded(Body&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& error) {
    return fail(error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    return fail("out of memory (std::bad_alloc)");
  } catch (const std::exception& error) {
    return fail(error.what());
  } catch (...) {
    return fail("libtorch threw something that is not a std::exception");
  }
}

template <class Body>
void* guarded_pointer(Body&& body) noexcept {
  void* result = nullptr;
  guarded([&] {
    result = body();
    return 0;
  });
  return result;
}

inline Impl* impl_of(const void* handle) {
  return static_cast<Impl*>(const_cast<void*>(handle));
}

inline Tensor tensor_of(const void* handle) {
  return handle == nullptr ? Tensor() : Tensor(TensorPointer::reclaim_copy(impl_of(handle)));
}

inline void* handle_of(Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

inline std::vector<Tensor> tensors_of(void* const* handles, int32_t count) {
  std::vector<Tensor> tensors;
  tensors.reserve(count);
  for (int32_t n = 0; n < count; n++) {
    tensors.push_back(tensor_of(handles[n]));
  }
  return tensors;
}

inline at::Generator generator_of(const void* handle) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(
      static_cast<c10::GeneratorImpl*>(const_cast<void*>(handle))));
}

inline c10::Device device_of(int64_t packed) {
  return c10::Device(static_cast<c10::DeviceType>(packed & 0xff), static_cast<c10::DeviceIndex>(packed >> 32));
}

inline int64_t pack(c10::Device device) {
  return (static_cast<int64_t>(device.index()) << 32) | static_cast<uint8_t>(device.type());
}

} // namespace stb
