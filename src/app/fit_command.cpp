#include <fmt/format.h>
#include <fmt/ostream.h>

#include <cmath>
#include <expected>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include "app/commands.hpp"
#include "app/fit_input.hpp"
#include "app/fit_options.hpp"
#include "app/fit_shared.hpp"
#include "app/progress.hpp"
#include "app/write_whole.hpp"
#include "base/fault.hpp"
#include "fitting/freed_memory.hpp"
#include "fitting/interactions.hpp"
#include "fitting/report.hpp"
#include "statistics/fit.hpp"

namespace refocus::app {
namespace {

using namespace fitting;
using namespace statistics;

[[noreturn]] void refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

void askForMeans(ModelSource& source, const std::vector<std::string>& terms) {
  for (const std::string& text : terms) {
    auto term = parseTerm(text);
    if (!term) refuse("--means: " + explained(text, term.error()));
    source.means.push_back(*std::move(term));
  }
}

std::string residualsOf(const Fit& fit, const Design& design, const FitInput& input) {
  for (const Coefficient& row : fit.fixed) {
    if (std::isinf(row.estimate)) {
      refuse(fmt::format(
          "--residuals: the estimate of {} is infinite, so there are no fitted values", row.term));
    }
  }
  const Eigen::VectorXd fixed = predict(fit, design, input.rows, Prediction::fixedPart);
  const Eigen::VectorXd fitted = predict(fit, design, input.rows, Prediction::withRandomEffects);
  std::string text = "line,observed,fixed,fitted,residual\r\n";
  for (Eigen::Index row = 0; row < fitted.size(); ++row) {
    text += fmt::format("{},{:.17g},{:.17g},{:.17g},{:.17g}\r\n",
                        input.lines[static_cast<std::size_t>(row)], input.rows.y[row], fixed[row],
                        fitted[row], input.rows.y[row] - fitted[row]);
  }
  return text;
}

// By the model file; a formula beside it says which one is meant.
FitInput inputByModel(const FitWords& words, const StreamOptions& stream) {
  const SharedModel model = modelOf(words.model);
  if (!words.formula.empty() && words.formula != model.formula) {
    refuse(fmt::format("{} has the formula {}", words.model, model.formula));
  }
  FitInput input = words.stream ? streamInput(words.file, model, stream)
                                : readInput(words.file, model, stream.notation);
  input.formula = model.formula;
  return input;
}

ReportContext contextOf(const FitWords& words, const FitOptions& options, const FitInput& input) {
  return {.formula = input.formula.empty() ? words.formula : input.formula,
          .level = options.level,
          .testType = testTypeOf(words),
          .hasInteractions = hasInteractions(input.fixedTerms),
          .droppedRows = input.droppedRows,
          .missingByColumn = input.missingByColumn,
          .references = input.references};
}

Fit fitted(std::expected<Fit, std::string> fit) {
  if (!fit) refuse(fit.error());
  return *std::move(fit);
}

// The larger model has more parameters, and if it holds the other, no lower likelihood.
Comparison comparisonOf(const FitWords& words, const FitOptions& asked, const Fit& fit,
                        const FitInput& input) {
  FitOptions options;
  options.family = asked.family;
  options.quadrature = asked.quadrature;
  options.method = Method::ml;
  options.df = DfMethod::residual;
  const Fit other = fitted(fitModel(input.design, input.rows, options));
  const auto parameters = [](const Fit& one) { return one.fixed.size() + one.theta.size(); };
  const bool isLarger = parameters(fit) > parameters(other);
  const Fit& smaller = isLarger ? other : fit;
  const Fit& larger = isLarger ? fit : other;
  constexpr double kRounding = 1e-6;
  if (parameters(fit) == parameters(other) ||
      larger.logLikelihood < smaller.logLikelihood - kRounding) {
    refuse("--compare: neither of the two models holds the other");
  }
  return {.formula = words.compare,
          .logLikelihood = other.logLikelihood,
          .test = likelihoodRatio(smaller, larger)};
}

struct Answer {
  FitInput input;
  Fit fit;
  std::optional<Comparison> comparison;
};

// The fit, and before its own notes those about the file.
Answer answerOf(const FitWords& words, FitInput input, FitOptions options) {
  if (input.moments && input.moments->keep == Keep::sums && options.robust != Robust::none &&
      !input.design.random.empty()) {
    refuse("--robust needs products, which these summaries do not have: make them with --robust");
  }
  options.means = input.means;
  if (options.jointTests && testTypeOf(words) == TestType::type3) {
    options.hypotheses = typeThreeHypotheses(input.fixedTerms);
  }
  const FittingProgress progress;
  Fit fit = fitted(input.moments ? fitMoments(input.design, *input.moments, options)
                                 : fitModel(input.design, input.rows, options));
  fit.notes.insert(fit.notes.begin(), input.notes.begin(), input.notes.end());
  return {std::move(input), std::move(fit), std::nullopt};
}

Answer answer(const FitWords& words, const FitOptions& options, const References& references) {
  const StreamOptions stream = streamOf(words, options);
  if (!words.combine.empty()) return answerOf(words, combined(words), options);
  if (!words.model.empty()) return answerOf(words, inputByModel(words, stream), options);
  std::vector<ModelSource> sources{sourceOf(words.formula, words.weights)};
  sources.front().family = options.family;
  askForMeans(sources.front(), words.means);
  if (words.stream) {
    return answerOf(words, streamInput(words.file, std::move(sources.front()), references, stream),
                    options);
  }
  if (!words.compare.empty()) {
    sources.push_back(sourceOf(words.compare, words.weights));
    sources.back().family = options.family;
  }
  std::vector<FitInput> inputs =
      readInput(words.file, std::move(sources), references, stream.notation);
  Answer made = answerOf(words, std::move(inputs.front()), options);
  if (inputs.size() > 1) {
    made.comparison = comparisonOf(words, options, made.fit, inputs.back());
  }
  return made;
}

}  // namespace

int fit(const FitWords& words, std::ostream& out) {
  const FitOptions options = optionsOf(words);
  checkTogether(words);
  const References references = referencesOf(words.references);
  if (!words.makeModel.empty()) return makeModel(words, references, out);
  if (!words.summarise.empty()) return summarise(words, streamOf(words, options), out);
  if (!words.stream) fitting::keepFreedMemory();
  const Answer made = answer(words, options, references);
  const Design& design = made.input.design;
  ReportContext context = contextOf(words, options, made.input);
  context.comparison = made.comparison;
  if (!words.residuals.empty()) {
    writeWhole(words.residuals, residualsOf(made.fit, design, made.input));
  }
  if (words.json.empty()) {
    fmt::print(out, "{}", tableReport(made.fit, design, context));
  } else if (words.json == "-") {
    out << jsonReport(made.fit, design, context);
  } else {
    writeWhole(words.json, jsonReport(made.fit, design, context));
  }
  out.flush();
  return 0;
}

}  // namespace refocus::app
