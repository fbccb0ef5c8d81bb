// Memory of small tensors on the CPU, kept by the thread that freed it for the next tensor of about that size. libtorch asks the C
// library for aligned memory each time, which takes longer than to add two small tensors. Larger blocks are libtorch's as ever.

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <malloc.h>

#include <cstddef>
#include <cstring>

namespace {

constexpr size_t kSmallest = 64; // bytes, also what libtorch aligns to
constexpr int kSizes = 7;        // 64, 128, ..., 4096 bytes
constexpr int kMostKept = 64;    // blocks of a size and thread

struct Block {
  Block* next;
};

struct Kept {
  Block* first[kSizes] = {};
  int count[kSizes] = {};
  ~Kept();
};

// Read for every small tensor: the cheapest of the models for thread-local data. Null before the first and after the thread's end.
__attribute__((tls_model("initial-exec"))) thread_local Kept* kept = nullptr;
__attribute__((tls_model("initial-exec"))) thread_local bool ended = false;

Kept::~Kept() {
  kept = nullptr;
  ended = true;
  for (auto block : first) {
    while (block != nullptr) {
      auto next = block->next;
      c10::free_cpu(block);
      block = next;
    }
  }
}

Kept* kept_by_thread() {
  if (kept == nullptr && !ended) {
    thread_local Kept storage;
    kept = &storage;
  }
  return kept;
}

// The index of the smallest size that holds this many bytes.
int size_for(size_t bytes) {
  return bytes <= kSmallest ? 0 : 64 - __builtin_clzll((bytes - 1) / kSmallest);
}

// The index of the largest size that fits into a block, which the C library may have made somewhat larger than it was asked to.
int size_of(void* block) {
  return 63 - __builtin_clzll(malloc_usable_size(block) / kSmallest);
}

void free_block(void* memory) {
  if (memory == nullptr) {
    return;
  }
  const int size = size_of(memory);
  auto mine = size < kSizes ? kept_by_thread() : nullptr;
  if (mine == nullptr || mine->count[size] == kMostKept) {
    c10::free_cpu(memory);
    return;
  }
  auto block = static_cast<Block*>(memory);
  block->next = mine->first[size];
  mine->first[size] = block;
  mine->count[size]++;
}

c10::DataPtr owned(void* memory) {
  return {memory, memory, &free_block, c10::Device(c10::kCPU)};
}

class SmallBlocks final : public c10::Allocator {
public:
  c10::DataPtr allocate(size_t bytes) const { // no override: const up to libtorch 2.2
    if (bytes == 0 || bytes > kSmallest << (kSizes - 1)) {
      return owned(c10::alloc_cpu(bytes));
    }
    const int size = size_for(bytes);
    auto mine = kept_by_thread();
    if (mine != nullptr && mine->first[size] != nullptr) {
      auto block = mine->first[size];
      mine->first[size] = block->next;
      mine->count[size]--;
      return owned(block);
    }
    return owned(c10::alloc_cpu(kSmallest << size));
  }

  c10::DataPtr allocate(size_t bytes) { return static_cast<const SmallBlocks*>(this)->allocate(bytes); }

  c10::DeleterFnPtr raw_deleter() const override { return &free_block; }

  void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); } // since libtorch 2.2
};

SmallBlocks small_blocks;
const bool installed = (c10::SetCPUAllocator(&small_blocks, /*priority=*/1), true);

} // namespace
