// For tests: a model as the command makes it, from a data file and a formula.
#pragma once

#include <string>
#include <vector>

#include "fitting/frame.hpp"
#include "statistics/sample_data.hpp"

namespace refocus::fitting::sample {

using statistics::sample::by;
using statistics::sample::digits;
using statistics::sample::fitted;
using statistics::sample::Model;

using statistics::MarginalCells;

struct FileModel : Model {
  std::vector<MarginalCells> cells;
  CodedTerms fixed;
};

/// `path` from the top of the repository or absolute; `means` are terms.
inline FileModel fromFile(const std::string& path, const std::string& formula,
                          const std::vector<std::string>& means = {},
                          const References& references = {}) {
  ModelSource source{.formula = parseFormula(formula).value(), .weights = {}};
  for (const std::string& term : means) source.means.push_back(parseTerm(term).value());
  Frame frame(std::move(source));
  DataFile file(path);
  file.use(frame.uses());
  DataRows data;
  while (file.read(data)) {
  }
  frame.settle(file, data, references);
  FileModel model;
  model.rows = frame.rows(file, data);
  frame.sortRandomTerms(model.rows);
  model.cells = frame.marginalCells(file, data);
  model.design = frame.design();
  model.fixed = frame.fixedTerms();
  return model;
}

}  // namespace refocus::fitting::sample
