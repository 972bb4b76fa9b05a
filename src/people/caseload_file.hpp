// Reads a caseload as another system exports it: CSV with documented columns, or FHIR R4 Patient
// resources (one, an array, a Bundle, or one a line). Which of them is told from the content.
// docs/formats/caseload.md has the columns and what becomes of what.
//
// A file is read twice, and no row of it is kept: once as a whole, for what only the whole tells,
// then record by record. Nobody is lost: every record is a row (perhaps with warnings) or a problem
// with line and reason. What makes the whole file unreadable is the error of the survey. Nothing is
// thrown but for want of memory, or by the sink.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.hpp"
#include "people/caseload_row.hpp"

namespace refocus::people {

enum class CaseloadFormat { csv, fhirJson, fhirLines };

/// What a file is as a whole.
struct CaseloadSurvey {
  CaseloadFormat format = CaseloadFormat::csv;
  std::size_t records = 0;                  ///< rows and problems
  std::vector<std::string> ignoredColumns;  ///< CSV columns that mean nothing to us
  std::size_t otherResources = 0;           ///< FHIR resources that are no Patient
  std::vector<Sentence> notes;              ///< of the file, such as that it is one page of several
  /// CSV columns in which a date can only be read month before day, so that each of their dates of
  /// that form is doubtful.
  std::vector<std::string> doubtfulColumns;
};

/// A record, as a row or as what is wrong with it; in the order of the file.
using CaseloadStep = std::expected<CaseloadRow, RowProblem>;
using CaseloadSink = std::function<void(CaseloadStep)>;

inline constexpr std::size_t kMaxCaseloadBytes = 64 * 1024 * 1024;
inline constexpr std::size_t kMaxCaseloadRecords = 100'000;

/// Looks through a file; or why it cannot be read. `today` is the day by which dates of birth and
/// periods are judged.
[[nodiscard]] std::expected<CaseloadSurvey, RowProblem> surveyCaseload(std::string_view content,
                                                                       Date today);

/// Hands over each record of a file that has been looked through.
void readCaseload(std::string_view content, const CaseloadSurvey& survey, Date today,
                  const CaseloadSink& sink);

}  // namespace refocus::people
