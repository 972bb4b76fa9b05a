// The counters of a trust's changes that caches compare with (table people_change). Only writes of
// this room count them up; there is one writer, so no two changes have the same number.
#pragma once

#include <cstdint>

#include "record/book.hpp"

namespace refocus::people {

struct ChangeCounters {
  std::int64_t entries = 0;  ///< the newest person.change
  std::int64_t places = 0;   ///< changes of workers and of places on caseloads
  bool operator==(const ChangeCounters&) const = default;
};

[[nodiscard]] ChangeCounters countersOf(record::Reading& reading);

/// Takes the next `count` numbers for changes of entries; the first of them.
[[nodiscard]] std::int64_t takeEntryChanges(record::Writing& writing, std::int64_t count = 1);
void countPlaceChange(record::Writing& writing);

}  // namespace refocus::people
