#include "people/people_change.hpp"

namespace refocus::people {
namespace {

void countUp(record::Writing& writing, std::int64_t entries, std::int64_t places) {
  writing.sql().run(
      R"(INSERT INTO people_change (trust, entries, places)
         VALUES ($1, $2, $3)
         ON CONFLICT (trust) DO UPDATE
            SET entries = people_change.entries + $2,
                places = people_change.places + $3)",
      {writing.trust(), entries, places});
}

}  // namespace

ChangeCounters countersOf(record::Reading& reading) {
  return reading.sql()
      .first(
          "SELECT entries, places FROM people_change WHERE trust = $1", {reading.trust()},
          [](const database::Row& row) { return ChangeCounters{row.integer(0), row.integer(1)}; })
      .value_or(ChangeCounters{});
}

std::int64_t takeEntryChanges(record::Writing& writing, std::int64_t count) {
  countUp(writing, count, 0);
  return countersOf(writing).entries - count + 1;
}

void countPlaceChange(record::Writing& writing) { countUp(writing, 0, 1); }

}  // namespace refocus::people
