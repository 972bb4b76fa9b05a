// FHIR JSON, whole and broken: each resource is a row or a problem with its place, and what parses
// has one canonical text.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "people/whole_caseload.hpp"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace refocus;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr Date kToday{std::chrono::year(2026), std::chrono::March, std::chrono::day(10)};
  const auto read = people::wholePatients(text, kToday);
  const auto counted = people::readFhirPatients(text, kToday, {});
  check(counted.records == read.records && counted.notes == read.notes);
  check(read.rows.size() + read.problems.size() == read.records);
  for (const auto& row : read.rows) check(row.line > 0 && row.index > 0);
  for (const auto& problem : read.problems) check(problem.line > 0 && problem.index > 0);

  const auto value = parseJson(text);
  if (!value) {
    check(value.error().line > 0 && value.error().column > 0);
    return 0;
  }
  const auto canonical = canonicalJson(*value);
  const auto again = parseJson(canonical);
  check(again && canonicalJson(*again) == canonical);
  return 0;
}
