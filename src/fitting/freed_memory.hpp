// What a fit in memory asks of the allocator.
#pragma once

#include <malloc.h>

#include <limits>

namespace refocus::fitting {

/// Keeps freed memory in the process. Matrices of crossed effects come and go by the hundred
/// megabytes: given back to the system each time, they are cleared anew page by page, which takes
/// as long as the arithmetic. For programs that end with the fit.
inline void keepFreedMemory() {
  constexpr int kAnything = std::numeric_limits<int>::max();
  mallopt(M_MMAP_THRESHOLD, kAnything);
  mallopt(M_TRIM_THRESHOLD, kAnything);
}

}  // namespace refocus::fitting
