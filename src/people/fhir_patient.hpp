// FHIR R4 Patient resources (with UK Core's extensions) to caseload rows. Pure parsing: what a
// resource lacks is left empty, and what is left out of what it has is warned of; a resource that
// nobody could be known by, or that is broken, is a problem. Elements that mean nothing to a
// caseload are passed over. Where DSTU2 or STU3 write what is read here differently, it is read so,
// or refused by its name.
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "people/caseload_file.hpp"

namespace refocus::people {

inline constexpr std::string_view kNhsNumberSystem = "https://fhir.nhs.uk/Id/nhs-number";

/// One Patient; periods and the date of birth are judged by the day. The row's line and index are
/// the caller's to set.
[[nodiscard]] std::expected<CaseloadRow, Sentence> caseloadRowOf(const Json& patient, Date today);

/// What a text of resources came to as a whole.
struct FhirPatients {
  std::size_t records = 0;  ///< rows and problems
  std::size_t otherResources = 0;
  bool oneALine = false;        ///< ndjson
  std::vector<Sentence> notes;  ///< of the whole, such as that it is one page of several
};

/// One resource, an array of them, a Bundle, or any number of these one after another (ndjson).
/// Resources are cut out and parsed one at a time, and each Patient or what is wrong with it is
/// handed over, so memory does not follow the file's size. With an empty sink they are only
/// counted. Stops at more than kMaxCaseloadRecords.
[[nodiscard]] FhirPatients readFhirPatients(std::string_view text, Date today,
                                            const CaseloadSink& sink);

}  // namespace refocus::people
