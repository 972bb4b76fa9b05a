#include "app/fit_shared.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "app/fit_options.hpp"
#include "app/whole_number.hpp"
#include "app/write_whole.hpp"
#include "base/fault.hpp"
#include "fitting/fit_summary.hpp"
#include "fitting/small_cells.hpp"

namespace refocus::app {
namespace {

using namespace fitting;

[[noreturn]] void refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

std::string contentOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) refuse(fmt::format("{} cannot be read", path));
  return text;
}

// What `read` makes of a file's text; its reasons get the file's name.
template <typename Read>
auto readFrom(const std::string& path, Read read) {
  const std::string text = contentOf(path);
  try {
    return read(text);
  } catch (const Fault& fault) {
    if (fault.code() != FaultCode::badRequest) throw;
    refuse(fmt::format("{}: {}", path, fault.what()));
  }
}

// A factor that the maker's rows show one level of: others must add theirs by hand.
std::string loneLevels(const SharedModel& model) {
  std::string all;
  for (const auto& [column, reading] : model.columns) {
    if (!reading.levels || reading.levels->size() > 1) continue;
    all += fmt::format("{} has one level here, {}: add those of the other trusts to the file\n",
                       column, shownValue(reading.levels->front()));
  }
  return all;
}

}  // namespace

SharedModel modelOf(const std::string& path) {
  return readFrom(path, [](const std::string& text) {
    SharedModel model = fitting::modelOf(text);
    (void)frameOf(model);  // refuses what the formula does not go with
    return model;
  });
}

int makeModel(const FitWords& words, const References& references, std::ostream& out) {
  auto [model, notes] =
      modelFrom(words.file, sourceOf(words.formula, words.weights), references, notationOf(words));
  model.formula = words.formula;
  model.weights = words.weights;
  writeWhole(words.makeModel, modelText(model));
  fmt::print(out, "{}: the model of {}\n{}", words.makeModel, words.formula, loneLevels(model));
  for (const std::string& note : notes) fmt::print(out, "{}\n", note);
  return 0;
}

int summarise(const FitWords& words, const StreamOptions& stream, std::ostream& out) {
  FitSummary summary;
  summary.label = words.label;
  if (!isLabel(summary.label)) {
    refuse("--summarise needs --label with the trust's name, without / and at most 100 bytes long");
  }
  constexpr int kMostOfACell = 1000;
  summary.minimumCell =
      static_cast<std::uint64_t>(wholeNumberOf("--minimum-cell", words.minimumCell, kMostOfACell));
  summary.model = modelOf(words.model);
  const Formula formula = sourceOf(summary.model.formula, summary.model.weights).formula;
  SmallCells cells(summary.model, formula.fixed);
  FitInput input = streamInput(words.file, summary.model,
                               {.keep = stream.keep,
                                .threads = stream.threads,
                                .notation = stream.notation,
                                .cells = &cells});
  if (const auto reason = cells.refusal(*input.moments, input.design, summary.minimumCell)) {
    refuse(fmt::format("{}: {}", words.file, *reason));
  }
  summary.droppedRows = input.droppedRows;
  summary.missingByColumn = std::move(input.missingByColumn);
  if (!input.design.random.empty()) {
    summary.groups = std::move(input.design.groupings.front().levels);
    // A group of which no row is complete has nothing to add.
    summary.groups.resize(input.moments->terms.front().rows.size());
  }
  summary.moments = *std::move(input.moments);
  writeWhole(words.summarise, summaryText(summary));
  fmt::print(out, "{}: the sums of {} rows of {}, {} left out\n", words.summarise,
             summary.moments.rows, summary.label, summary.droppedRows);
  return 0;
}

FitInput combined(const FitWords& words) {
  std::vector<FitSummary> summaries;
  for (const std::string& path : words.combine) {
    summaries.push_back(readFrom(path, summaryOf));
  }
  FitInput input;
  input.formula = summaries.front().model.formula;
  fillShape(input, frameOf(summaries.front().model));
  PooledSums all = pooled(std::move(summaries));
  input.design = std::move(all.design);
  input.moments = std::move(all.moments);
  input.droppedRows = all.droppedRows;
  input.missingByColumn = std::move(all.missingByColumn);
  input.references = std::move(all.references);
  return input;
}

}  // namespace refocus::app
