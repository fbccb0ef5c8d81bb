// What a tensor is (sizes, type, place, names), its memory and its gradient.

#include "bridge.h"

#include <ATen/ops/from_blob.h>

// The newest libtorch (2.14 was tried) has no named tensors any more.
#if __has_include(<ATen/NamedTensorUtils.h>)
#include <ATen/NamedTensorUtils.h>
#define STB_NAMED_TENSORS 1
#else
#define STB_NAMED_TENSORS 0
#endif

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

using namespace stb;

STB void stb_tensor_release(void* handle) noexcept {
  guarded([&] {
    TensorPointer::reclaim(impl_of(handle));
    return 0;
  });
}

STB void* stb_tensor_retain(void* handle) noexcept {
  return TensorPointer::reclaim_copy(impl_of(handle)).release();
}

STB int32_t stb_tensor_dtype(const void* handle) noexcept {
  return static_cast<int32_t>(c10::typeMetaToScalarType(impl_of(handle)->dtype()));
}

STB int64_t stb_tensor_device(const void* handle) noexcept {
  return pack(impl_of(handle)->device());
}

STB int64_t stb_tensor_dim(const void* handle) noexcept {
  return impl_of(handle)->dim();
}

STB int64_t stb_tensor_numel(const void* handle) noexcept {
  return impl_of(handle)->numel();
}

STB int64_t stb_tensor_element_size(const void* handle) noexcept {
  return static_cast<int64_t>(impl_of(handle)->itemsize());
}

STB int32_t stb_tensor_sizes(const void* handle, int64_t* sizes) noexcept {
  return guarded([&] {
    auto all = impl_of(handle)->sizes();
    std::copy(all.begin(), all.end(), sizes);
    return 0;
  });
}

STB int32_t stb_tensor_strides(const void* handle, int64_t* strides) noexcept {
  return guarded([&] {
    auto all = impl_of(handle)->strides();
    std::copy(all.begin(), all.end(), strides);
    return 0;
  });
}

STB int32_t stb_tensor_storage_offset(const void* handle, int64_t* offset) noexcept {
  return guarded([&] {
    *offset = impl_of(handle)->storage_offset();
    return 0;
  });
}

// Cheap facts in one call: bit 0 contiguous, 1 requires_grad, 2 leaf, 3 conjugate, 4 negative, 5 sparse, 6 named, 7 inference,
// 8 has a gradient function that retains its gradient.
STB int32_t stb_tensor_flags(const void* handle) noexcept {
  return guarded([&] {
    auto tensor = tensor_of(handle);
    int32_t flags = 0;
    flags |= tensor.is_sparse() || tensor.is_contiguous() ? 1 : 0;
    flags |= tensor.requires_grad() ? 2 : 0;
    flags |= tensor.is_leaf() ? 4 : 0;
    flags |= tensor.is_conj() ? 8 : 0;
    flags |= tensor.is_neg() ? 16 : 0;
    flags |= tensor.is_sparse() ? 32 : 0;
#if STB_NAMED_TENSORS
    flags |= tensor.has_names() ? 64 : 0;
#endif
    flags |= tensor.is_inference() ? 128 : 0;
    flags |= tensor.retains_grad() ? 256 : 0;
    return flags;
  });
}

STB void* stb_tensor_data(const void* handle) noexcept {
  return guarded_pointer([&] { return tensor_of(handle).data_ptr(); });
}

// A tensor over memory that someone else owns; release(state) is called when the last view of it is gone.
STB void* stb_tensor_from_memory(void* data, const int64_t* sizes, int32_t dims, int32_t dtype, void* state,
                                 ReleaseCallback release) noexcept {
  return guarded_pointer([&] {
    auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype)).device(c10::kCPU);
    return handle_of(at::from_blob(
        data, c10::IntArrayRef(sizes, dims), [state, release](void*) { release(state); }, options));
  });
}

STB int32_t stb_tensor_set_requires_grad(void* handle, int32_t requires_grad) noexcept {
  return guarded([&] {
    auto tensor = tensor_of(handle);
    tensor.set_requires_grad(requires_grad != 0);
    return 0;
  });
}

STB int32_t stb_tensor_retain_grad(void* handle) noexcept {
  return guarded([&] {
    tensor_of(handle).retain_grad();
    return 0;
  });
}

STB int32_t stb_tensor_grad(const void* handle, void** grad) noexcept {
  return guarded([&] {
    *grad = handle_of(tensor_of(handle).grad());
    return 0;
  });
}

STB int32_t stb_tensor_set_grad(void* handle, const void* grad) noexcept {
  return guarded([&] {
    auto tensor = tensor_of(handle);
    auto value = tensor_of(grad);
    if (value.defined()) {
      TORCH_CHECK(value.sizes() == tensor.sizes(), "the gradient has shape ", value.sizes(),
                  " but its tensor has shape ", tensor.sizes());
      TORCH_CHECK(value.device() == tensor.device(), "the gradient is on ", value.device(),
                  " but its tensor is on ", tensor.device());
      TORCH_CHECK(value.scalar_type() == tensor.scalar_type(), "the gradient is ", value.scalar_type(),
                  " but its tensor is ", tensor.scalar_type());
    }
    tensor.mutable_grad() = value;
    return 0;
  });
}

#if STB_NAMED_TENSORS
STB int32_t stb_tensor_names(const void* handle, int32_t index, char* name, int32_t size) noexcept {
  return guarded([&] {
    auto names = tensor_of(handle).names();
    auto text = names[index].isWildcard() ? std::string() : std::string(names[index].symbol().toUnqualString());
    std::strncpy(name, text.c_str(), size - 1);
    return static_cast<int32_t>(text.size());
  });
}

STB int32_t stb_tensor_set_names(void* handle, const char* const* names, int32_t count) noexcept {
  return guarded([&] {
    std::vector<at::Dimname> all;
    for (int32_t n = 0; n < count; n++) {
      all.push_back(names[n] == nullptr ? at::Dimname::wildcard() : at::Dimname::fromSymbol(c10::Symbol::dimname(names[n])));
    }
    auto tensor = tensor_of(handle);
    at::internal_set_names_inplace(tensor, at::DimnameList(all));
    return 0;
  });
}
#else
STB int32_t stb_tensor_names(const void*, int32_t, char*, int32_t) noexcept {
  return guarded([]() -> int32_t { throw std::runtime_error("This libtorch has no named tensors any more: do without names, or use an older libtorch (CMAKE_PREFIX_PATH)."); });
}

STB int32_t stb_tensor_set_names(void*, const char* const*, int32_t) noexcept { return stb_tensor_names(nullptr, 0, nullptr, 0); }
#endif
