// A fit told to people and to programs: a table, or JSON as docs/formats/fit.md describes it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "statistics/design.hpp"
#include "statistics/fit.hpp"

namespace refocus::fitting {

using statistics::Design;
using statistics::DfMethod;
using statistics::Fit;
using statistics::RatioTest;
using statistics::Robust;
using statistics::SandwichCorrection;
using statistics::WorkingCorrelation;

/// The model beside another one.
struct Comparison {
  std::string formula;  ///< of the other
  double logLikelihood = 0;
  RatioTest test;
};

/// What tests of whole terms say is 0.
enum class TestType {
  treatment,  ///< a term's columns: its effect at the first levels of what it is crossed with
  type3,      ///< its effect on average over their levels
};

/// What a report says beside the fit itself.
struct ReportContext {
  std::string formula;
  double level = 0.95;  ///< of the intervals
  TestType testType = TestType::treatment;
  bool hasInteractions = false;  ///< so that kinds of tests differ
  std::uint64_t droppedRows = 0;
  std::map<std::string, std::uint64_t> missingByColumn;  ///< columns with none left out
  std::map<std::string, std::optional<std::string>> references;
  std::optional<Comparison> comparison;
};

/// "kenward-roger", as the command line and JSON say it.
[[nodiscard]] std::string nameOf(DfMethod method);
[[nodiscard]] std::string nameOf(Robust robust);
[[nodiscard]] std::string nameOf(WorkingCorrelation correlation);
[[nodiscard]] std::string nameOf(SandwichCorrection correction);
[[nodiscard]] std::string nameOf(TestType type);

/// One JSON object and a line end. Numbers have 17 significant digits; what does not apply is null.
[[nodiscard]] std::string jsonReport(const Fit& fit, const Design& design,
                                     const ReportContext& context);

/// Plain text for a terminal of 80 columns or more.
[[nodiscard]] std::string tableReport(const Fit& fit, const Design& design,
                                      const ReportContext& context);

}  // namespace refocus::fitting
