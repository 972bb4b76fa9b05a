// Reads a caseload as another system exports it: CSV with documented columns, or FHIR R4 Patient
// resources (one, an array, a Bundle, or one a line). Which of them is told from the content.
// docs/formats/caseload.md has the columns and what becomes of what.
//
// Nobody is lost: every record of the file is a row (perhaps with warnings) or a problem with line
// and reason. What makes the whole file unreadable is the error of the expected. Nothing is thrown
// but for want of memory.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.hpp"
#include "people/caseload_row.hpp"

namespace refocus::people {

enum class CaseloadFormat { csv, fhirJson, fhirLines };

struct CaseloadFile {
  CaseloadFormat format = CaseloadFormat::csv;
  std::vector<CaseloadRow> rows;
  std::vector<RowProblem> problems;
  std::vector<std::string> ignoredColumns;  ///< CSV columns that mean nothing to us
  std::size_t otherResources = 0;           ///< FHIR resources that are no Patient
};

inline constexpr std::size_t kMaxCaseloadBytes = 64 * 1024 * 1024;
inline constexpr std::size_t kMaxCaseloadRecords = 100'000;

[[nodiscard]] std::expected<CaseloadFile, RowProblem> readCaseload(std::string_view content);

}  // namespace refocus::people
