#include "app/fit_input.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/progress.hpp"
#include "base/fault.hpp"
#include "fitting/data_file.hpp"

namespace refocus::app {

using namespace fitting;

void countDropped(FitInput& input, const BlockReader& file, const std::vector<ColumnUse>& uses) {
  const DroppedRows& dropped = file.dropped();
  input.droppedRows = dropped.rows;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (dropped.missing[i] > 0) input.missingByColumn[uses[i].column] = dropped.missing[i];
  }
}

void fillShape(FitInput& input, const Frame& frame) {
  input.references = frame.references();
  input.fixedTerms = frame.fixedTerms();
}

std::vector<std::string> notesOf(const BlockReader& file, const std::vector<ColumnUse>& uses) {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const auto& found = file.textAmongNumbers(i);
    if (!found) continue;
    const std::string& column = uses[i].column;
    notes.push_back(
        fmt::format("{} is a factor of {} levels, because line {} has {} among numbers; {}, and "
                    "factor({}) says "
                    "that a factor is meant",
                    column, file.levels(i).size(), found->line, shownValue(found->text),
                    file.notation().remedyFor(found->text), column));
  }
  return notes;
}

void refuseNoRows(const BlockReader& file) {
  throw Fault(
      FaultCode::badRequest,
      file.rowsRead() == 0
          ? fmt::format("{} has a header and no rows", file.name())
          : fmt::format("{} has no row in which every column of the model is filled", file.name()));
}

std::vector<ColumnReading> readingsOf(const SharedModel& model) {
  std::vector<ColumnReading> readings;
  for (const SharedModel::Column& column : model.columns) readings.push_back(column.reading);
  return readings;
}

ModelMade modelFrom(const std::string& path, ModelSource source, const References& references,
                    const Notation& notation) {
  checkShareable(source);
  Frame frame(std::move(source));
  DataFile file(path, notation);
  file.use(frame.uses());
  DataRows data;
  data.keepsLeftOut = frame.hasOrthogonalPolynomials();
  ReadingProgress progress;
  while (file.read(data)) progress.show(file);
  if (data.lines.empty()) refuseNoRows(file);
  frame.settle(file, data, references, LoneLevel::allowed);
  SharedModel model = frame.shared(file);
  model.centring = centringOf(frame.design(), frame.rows(file, data));
  return {std::move(model), notesOf(file, frame.uses())};
}

std::vector<FitInput> readInput(const std::string& path, std::vector<ModelSource> sources,
                                const References& references, const Notation& notation) {
  std::vector<Frame> frames;
  for (ModelSource& source : sources) {
    frames.emplace_back(std::move(source),
                        frames.empty() ? std::vector<ColumnUse>() : frames.back().uses());
  }
  DataFile file(path, notation);
  file.use(frames.back().uses());
  DataRows data;
  for (const Frame& frame : frames) {
    data.keepsLeftOut = data.keepsLeftOut || frame.hasOrthogonalPolynomials();
  }
  ReadingProgress progress;
  while (file.read(data)) progress.show(file);
  if (data.lines.empty()) refuseNoRows(file);
  std::vector<FitInput> inputs;
  for (Frame& frame : frames) {
    FitInput input;
    frame.settle(file, data, references);
    input.rows = frame.rows(file, data);
    frame.sortRandomTerms(input.rows);
    input.means = frame.marginalCells(file, data);
    countDropped(input, file, frames.back().uses());
    input.design = frame.design();
    fillShape(input, frame);
    inputs.push_back(std::move(input));
  }
  inputs.front().lines = std::move(data.lines);
  inputs.front().notes = notesOf(file, frames.back().uses());
  return inputs;
}

FitInput readInput(const std::string& path, const SharedModel& model, const Notation& notation) {
  Frame frame = frameOf(model);
  DataFile file(path, notation);
  file.use(frame.uses(), readingsOf(model));
  DataRows data;
  ReadingProgress progress;
  while (file.read(data)) progress.show(file);
  if (data.lines.empty()) refuseNoRows(file);
  FitInput input;
  input.rows = frame.rows(file, data);
  countDropped(input, file, frame.uses());
  input.design = frame.design();
  fillShape(input, frame);
  input.lines = std::move(data.lines);
  return input;
}

}  // namespace refocus::app
