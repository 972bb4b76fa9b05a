// One version of a thing that belongs to a person (a strength, an action): versions count from 1.
#pragma once

#include <cstdint>

#include "base/ids.hpp"

namespace refocus::practice {

struct ThingVersion {
  ThingId thing;
  std::int64_t version = 1;
  auto operator<=>(const ThingVersion&) const = default;
};

}  // namespace refocus::practice
