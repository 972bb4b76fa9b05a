// A caseload as comma-separated values: the columns of docs/formats/caseload.md, found by the names
// in the first line, or in the second where the first is a spreadsheet's "sep=;".
#pragma once

#include <expected>
#include <string_view>

#include "people/caseload_file.hpp"

namespace refocus::people {

/// The error is for the file as a whole: no header, columns twice, or columns missing without which
/// nobody could be known.
[[nodiscard]] std::expected<CaseloadSurvey, RowProblem> surveyCaseloadCsv(std::string_view text);

/// Every record after the header as a row or a problem.
void readCaseloadCsv(std::string_view text, const CaseloadSurvey& survey, Date today,
                     const CaseloadSink& sink);

}  // namespace refocus::people
