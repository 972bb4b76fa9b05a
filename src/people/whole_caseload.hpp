// For tests: a caseload file with all its rows in memory.
#pragma once

#include <expected>
#include <string_view>
#include <utility>
#include <vector>

#include "people/caseload_file.hpp"
#include "people/fhir_patient.hpp"

namespace refocus::people {

struct Records {
  std::vector<CaseloadRow> rows;
  std::vector<RowProblem> problems;

  void add(CaseloadStep step) {
    if (step) {
      rows.push_back(*std::move(step));
    } else {
      problems.push_back(std::move(step).error());
    }
  }
};

struct WholeCaseload : CaseloadSurvey, Records {};

[[nodiscard]] inline std::expected<WholeCaseload, RowProblem> wholeCaseload(
    std::string_view content, Date today) {
  auto survey = surveyCaseload(content, today);
  if (!survey) return std::unexpected(std::move(survey).error());
  WholeCaseload whole{*survey, {}};
  readCaseload(content, *survey, today, [&](CaseloadStep step) { whole.add(std::move(step)); });
  return whole;
}

struct WholePatients : FhirPatients, Records {};

[[nodiscard]] inline WholePatients wholePatients(std::string_view text, Date today) {
  Records records;
  auto found =
      readFhirPatients(text, today, [&](CaseloadStep step) { records.add(std::move(step)); });
  return {std::move(found), std::move(records)};
}

}  // namespace refocus::people
