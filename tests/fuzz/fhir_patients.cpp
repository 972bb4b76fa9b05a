// FHIR JSON, whole and broken: each resource is a row or a problem with its place, and what parses
// has one canonical text.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "people/fhir_patient.hpp"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace refocus;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = people::readFhirPatients(text);
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
