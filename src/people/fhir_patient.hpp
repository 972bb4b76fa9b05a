// FHIR R4 Patient resources (with UK Core's extensions) to caseload rows. Pure parsing: what a
// resource lacks is left empty or warned of; a resource that nobody could be known by, or that is
// broken, is a problem. Elements that mean nothing to a caseload are passed over.
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "people/caseload_row.hpp"

namespace refocus::people {

inline constexpr std::string_view kNhsNumberSystem = "https://fhir.nhs.uk/Id/nhs-number";

/// One Patient. The row's line and index are the caller's to set.
[[nodiscard]] std::expected<CaseloadRow, Sentence> caseloadRowOf(const Json& patient);

/// What a text of resources came to.
struct FhirPatients {
  std::vector<CaseloadRow> rows;
  std::vector<RowProblem> problems;
  std::size_t otherResources = 0;
  bool oneALine = false;  ///< ndjson
};

/// One resource, an array of them, a Bundle, or any number of these one after another (ndjson).
/// Resources are cut out and parsed one at a time, so memory does not follow the file's size.
[[nodiscard]] FhirPatients readFhirPatients(std::string_view text);

}  // namespace refocus::people
