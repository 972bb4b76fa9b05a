// A data file read for a model: whole, or as sums of a stream. On a terminal, a long run shows how
// far it is; Ctrl-C ends it and leaves the line clean. What a person can put right is
// Fault(badRequest).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "statistics/design.hpp"
#include "statistics/frame.hpp"
#include "statistics/moments.hpp"

namespace refocus::app {

struct FitInput {
  statistics::Design design;
  statistics::Rows rows;                       ///< empty for a stream
  std::optional<statistics::Moments> moments;  ///< of a stream
  std::vector<std::uint64_t> lines;            ///< of the file, for each of the rows
  std::uint64_t droppedRows = 0;
  std::map<std::string, std::uint64_t> missingByColumn;
  std::map<std::string, std::optional<std::string>> references;
  std::vector<statistics::MarginalCells> means;  ///< of the source's terms; none for a stream
};

/// For each model its input; all are made of the same rows, complete in every one of them.
[[nodiscard]] std::vector<FitInput> readInput(const std::string& path,
                                              std::vector<statistics::ModelSource> sources,
                                              const statistics::References& references);

/// Reads a factor's levels from the first block, and the file once more where later blocks bring
/// new ones; standard input cannot be read twice.
[[nodiscard]] FitInput streamInput(const std::string& path, statistics::ModelSource source,
                                   const statistics::References& references, statistics::Keep keep);

}  // namespace refocus::app
