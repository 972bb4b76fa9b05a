// A data file that is never held: cut into blocks, of which each is read and summed up by itself,
// by as many threads as are asked for. Blocks and the order in which their sums are added up are
// those of the file, so the bits of the sums depend on neither the threads nor which block is ready
// first. Holds one block and its sums for each thread, and the sums of all groups. What a person
// can put right is Fault(badRequest).
#pragma once

#include <cstddef>
#include <string>

#include "app/fit_input.hpp"
#include "fitting/data_file_notation.hpp"
#include "fitting/small_cells.hpp"

namespace refocus::app {

/// How a stream is read.
struct StreamOptions {
  statistics::Keep keep = statistics::Keep::sums;
  std::size_t threads = 1;
  fitting::Notation notation = {};
  fitting::SmallCells* cells = nullptr;  ///< counts small cells; then there may be no rows
};

/// Reads a factor's levels from the first block, and the file once more where later blocks bring
/// new ones; standard input cannot be read twice.
[[nodiscard]] FitInput streamInput(const std::string& path, fitting::ModelSource source,
                                   const fitting::References& references,
                                   const StreamOptions& options);
/// Under a model file.
[[nodiscard]] FitInput streamInput(const std::string& path, const fitting::SharedModel& model,
                                   const StreamOptions& options);

}  // namespace refocus::app
