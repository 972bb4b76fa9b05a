// Measures a service while too many are there: more connections than it can answer, and many who
// sign in at once. Each with its bar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace refocus::bench {

/// A page that each connection asks for over and over.
struct CrowdedPage {
  std::uint16_t port = 0;
  std::function<std::string(std::size_t connection)> next;
};

/// What is answered, and what refused, with ten and sixty times the connections of ordinary work:
/// what is answered takes 50 ms at most (99 of 100).
void measureOverload(const CrowdedPage& page);

/// How much longer a page takes while 40 sign in at once: 50 ms at most.
void measureSignIns(const CrowdedPage& page);

}  // namespace refocus::bench
