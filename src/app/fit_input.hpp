// A data file read whole for a model. On a terminal, a long run shows how far it is; Ctrl-C ends it
// and leaves the line clean. What a person can put right is Fault(badRequest).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fitting/frame.hpp"
#include "statistics/design.hpp"
#include "statistics/moments.hpp"

namespace refocus::app {

struct FitInput {
  std::string formula;
  statistics::Design design;
  statistics::Rows rows;                       ///< empty for a stream
  std::optional<statistics::Moments> moments;  ///< of a stream
  std::vector<std::uint64_t> lines;            ///< of the file, for each of the rows
  std::uint64_t droppedRows = 0;
  std::map<std::string, std::uint64_t> missingByColumn;
  std::map<std::string, std::optional<std::string>> references;
  std::vector<statistics::MarginalCells> means;  ///< of the source's terms; none for a stream
  fitting::CodedTerms fixedTerms;                ///< what tests of whole terms are made of
  std::vector<std::string> notes;                ///< what a reader must know of the file
};

/// What other trusts need to read their files as this one: `--make-model`, but for the formula.
struct ModelMade {
  fitting::SharedModel model;
  std::vector<std::string> notes;
};
[[nodiscard]] ModelMade modelFrom(const std::string& path, fitting::ModelSource source,
                                  const fitting::References& references,
                                  const fitting::Notation& notation);

/// For each model its input; all are made of the same rows, complete in every one of them.
[[nodiscard]] std::vector<FitInput> readInput(const std::string& path,
                                              std::vector<fitting::ModelSource> sources,
                                              const fitting::References& references,
                                              const fitting::Notation& notation);

/// The same of one model, whose file says how it is read.
[[nodiscard]] FitInput readInput(const std::string& path, const fitting::SharedModel& model,
                                 const fitting::Notation& notation);

// What every way of reading does at its end.

void countDropped(FitInput& input, const fitting::BlockReader& file,
                  const std::vector<fitting::ColumnUse>& uses);
/// The design's shape, and what tests of it can be asked for.
void fillShape(FitInput& input, const fitting::Frame& frame);
/// A note for each column that is a factor because of a text among its numbers.
[[nodiscard]] std::vector<std::string> notesOf(const fitting::BlockReader& file,
                                               const std::vector<fitting::ColumnUse>& uses);
[[noreturn]] void refuseNoRows(const fitting::BlockReader& file);
[[nodiscard]] std::vector<fitting::ColumnReading> readingsOf(const fitting::SharedModel& model);

}  // namespace refocus::app
