// Files that PyTorch reads.

#include "bridge.h"

#include <torch/csrc/jit/serialization/pickle.h>

#include <cstdlib>
#include <cstring>

using namespace stb;

// The bytes of a file that torch.load reads; free them with stb_free.
STB void* stb_pickle(const void* handle, int64_t* size) noexcept {
  return guarded_pointer([&]() -> void* {
    auto bytes = torch::jit::pickle_save(c10::IValue(tensor_of(handle)));
    auto copy = std::malloc(bytes.size());
    if (copy == nullptr) {
      throw std::bad_alloc();
    }
    std::memcpy(copy, bytes.data(), bytes.size());
    *size = static_cast<int64_t>(bytes.size());
    return copy;
  });
}

STB void* stb_unpickle(const char* bytes, int64_t size) noexcept {
  return guarded_pointer([&] {
    auto value = torch::jit::pickle_load(std::vector<char>(bytes, bytes + size));
    TORCH_CHECK(value.isTensor(), "the file holds a ", value.tagKind(), ", not a tensor");
    return handle_of(value.toTensor());
  });
}
