// What a training step frees is what the next one asks for. By itself glibc gives memory above the last block back to the system whenever some
// megabytes are free there, and each page that is asked for again costs a fault: thousands in every step. Here it keeps them, as libtorch's own
// allocator does on CUDA: up to a gigabyte that a process keeps until it ends. Whoever sets glibc's variables for this decides.

#include <malloc.h>

#include <cstdlib>
#include <cstring>

#ifdef __GLIBC__
namespace {

constexpr int kLargestFromHeap = 32 << 20; // bytes; glibc's upper limit, which its own adaption would reach too
constexpr int kKept = 1 << 30;             // bytes

bool keep_freed_memory() {
  const auto tunables = std::getenv("GLIBC_TUNABLES");
  if (std::getenv("MALLOC_TRIM_THRESHOLD_") != nullptr || std::getenv("MALLOC_MMAP_THRESHOLD_") != nullptr ||
      (tunables != nullptr && std::strstr(tunables, "glibc.malloc.") != nullptr)) {
    return false;
  }
  return mallopt(M_MMAP_THRESHOLD, kLargestFromHeap) == 1 && mallopt(M_TRIM_THRESHOLD, kKept) == 1;
}

const bool freed_memory_stays = keep_freed_memory();

} // namespace
#endif
