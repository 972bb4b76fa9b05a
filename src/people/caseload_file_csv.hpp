// A caseload as comma-separated values: the columns of docs/formats/caseload.md, found by the names
// in the first line.
#pragma once

#include <expected>
#include <string_view>

#include "people/caseload_file.hpp"

namespace refocus::people {

/// Every record after the first as a row or a problem. The error is for the file as a whole: no
/// header, columns twice, or columns missing without which nobody could be known.
[[nodiscard]] std::expected<CaseloadFile, RowProblem> readCaseloadCsv(std::string_view text);

}  // namespace refocus::people
