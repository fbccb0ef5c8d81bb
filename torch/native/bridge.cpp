// What every function of the interface shares: the message of the last error, and memory that the native side gave out.

#include "bridge.h"

#include <torch/version.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace {

thread_local std::string last_error;

} // namespace

int32_t stb::fail(const char* message) noexcept {
  try {
    last_error = message != nullptr ? message : "unknown error in libtorch";
  } catch (...) {
    last_error.clear();
  }
  return -1;
}

STB const char* stb_error() noexcept {
  return last_error.c_str();
}

STB void stb_free(void* memory) noexcept {
  std::free(memory);
}

STB const char* stb_version() noexcept {
  return TORCH_VERSION;
}

// Throws one of each kind of C++ exception inside the guard: the tests' proof that none gets out.
STB int32_t stb_throw(int32_t kind) noexcept {
  return stb::guarded([&]() -> int32_t {
    switch (kind) {
      case 0: TORCH_CHECK(false, "an error of libtorch"); break;
      case 1: throw std::bad_alloc();
      case 2: throw std::out_of_range("out of range");
      case 3: throw std::logic_error("logic error");
      case 4: throw 42;
      default: throw std::runtime_error("runtime error");
    }
    return 0;
  });
}
