// Sums of rows that were summed up apart, put together.
#pragma once

#include <cstdint>
#include <span>

#include "statistics/moments.hpp"

namespace refocus::statistics {

/// Adds sums of other rows, of one random term at most; its level i is level places[i] here, which
/// is made room for. Throws Fault(invalid) unless scaling and shape are the same.
void mergeAt(Moments& moments, const Moments& other, std::span<const std::uint32_t> places);

}  // namespace refocus::statistics
