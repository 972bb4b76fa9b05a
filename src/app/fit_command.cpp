#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <expected>
#include <optional>
#include <ostream>
#include <thread>
#include <utility>
#include <vector>

#include "app/commands.hpp"
#include "app/fit_input.hpp"
#include "app/fit_shared.hpp"
#include "app/progress.hpp"
#include "app/whole_number.hpp"
#include "app/write_whole.hpp"
#include "base/fault.hpp"
#include "fitting/data_file_number.hpp"
#include "fitting/freed_memory.hpp"
#include "fitting/report.hpp"
#include "statistics/fit.hpp"
#include "statistics/gauss_hermite.hpp"

namespace refocus::app {
namespace {

using namespace fitting;
using namespace statistics;

[[noreturn]] void refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

template <typename Choice, std::size_t N>
Choice chosen(const std::string& option, const std::string& word,
              const std::array<std::pair<std::string_view, Choice>, N>& choices) {
  std::string names;
  for (const auto& [name, choice] : choices) {
    if (name == word) return choice;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  refuse(fmt::format("{} {}: there are {}", option, word, names));
}

double levelOf(const std::string& word) {
  const auto level = numberOf(word);
  if (!level || !(*level > 0 && *level < 1)) {
    refuse(fmt::format("--level {}: write it as a number between 0 and 1, such as 0.95", word));
  }
  return *level;
}

Family familyOf(const FitWords& words) {
  static constexpr std::array<std::pair<std::string_view, Family>, 3> kFamilies{
      {{"gaussian", Family::gaussian},
       {"binomial", Family::binomial},
       {"poisson", Family::poisson}}};
  return chosen("--family", words.family, kFamilies);
}

std::optional<GeeChoice> geeOf(const FitWords& words) {
  static constexpr std::array<std::pair<std::string_view, WorkingCorrelation>, 2> kCorrelations{
      {{"exchangeable", WorkingCorrelation::exchangeable},
       {"independence", WorkingCorrelation::independence}}};
  static constexpr std::array<std::pair<std::string_view, SandwichCorrection>, 3> kCorrections{
      {{"kc", SandwichCorrection::kauermannCarroll},
       {"md", SandwichCorrection::manclDeRouen},
       {"none", SandwichCorrection::none}}};
  if (words.gee.empty()) return std::nullopt;
  return GeeChoice{chosen("--gee", words.gee, kCorrelations),
                   chosen("--gee-correction", words.geeCorrection, kCorrections)};
}

// What needs a likelihood, its variances or random effects.
void checkGee(const FitWords& words) {
  const auto refuseWith = [](bool isAsked, const std::string& option) {
    if (isAsked) {
      refuse(
          fmt::format("{} is not for --gee, which maximises no likelihood and whose standard "
                      "errors are robust: leave one of them out",
                      option));
    }
  };
  refuseWith(words.ml, "--ml");
  refuseWith(!words.df.empty(), "--df");
  refuseWith(!words.robust.empty(), "--robust");
  refuseWith(words.profile, "--profile");
  refuseWith(words.effects, "--effects");
  refuseWith(!words.compare.empty(), "--compare");
  refuseWith(words.stream, "--stream");
  refuseWith(!words.quadrature.empty(), "--quadrature");
}

// What is defined by a residual variance is not for counts and proportions.
void checkFamily(const FitWords& words) {
  const auto needsGaussian = [&](const std::string& option, const std::string& instead) {
    refuse(fmt::format("{} goes with the gaussian family: {}", option, instead));
  };
  const std::string& family = words.family;
  if (!words.df.empty()) needsGaussian("--df", "tests of the " + family + " family are z tests");
  if (!words.robust.empty()) {
    needsGaussian("--robust", "standard errors of the " + family + " family are the model's");
  }
  if (words.profile) needsGaussian("--profile", "leave it out");
  if (words.stream) {
    needsGaussian("--stream",
                  "the " + family + " family goes over the rows many times; leave it out");
  }
}

int quadratureOf(const FitWords& words) {
  if (words.quadrature.empty()) return 1;
  if (words.family == "gaussian") {
    refuse("--quadrature is for the families binomial and poisson: the gaussian needs none");
  }
  return wholeNumberOf("--quadrature", words.quadrature, kMostQuadraturePoints);
}

std::vector<DfMethod> dfMethodsOf(const FitWords& words) {
  static constexpr std::array<std::pair<std::string_view, DfMethod>, 5> kDfMethods{
      {{"kenward-roger", DfMethod::kenwardRoger},
       {"satterthwaite", DfMethod::satterthwaite},
       {"satterthwaite-expected", DfMethod::satterthwaiteExpected},
       {"between-within", DfMethod::betweenWithin},
       {"residual", DfMethod::residual}}};
  // Kenward and Roger's adjustment is made for REML.
  if (words.df.empty()) return {words.ml ? DfMethod::satterthwaite : DfMethod::kenwardRoger};
  std::vector<DfMethod> methods;
  for (const std::string& word : words.df) {
    const DfMethod method = chosen("--df", word, kDfMethods);
    if (words.ml && method == DfMethod::kenwardRoger) {
      refuse("--df kenward-roger goes with REML: leave --ml out, or take satterthwaite");
    }
    if (std::find(methods.begin(), methods.end(), method) != methods.end()) {
      refuse(fmt::format("--df names {} twice", word));
    }
    methods.push_back(method);
  }
  return methods;
}

FitOptions optionsOf(const FitWords& words) {
  static constexpr std::array<std::pair<std::string_view, Robust>, 3> kRobust{
      {{"cr0", Robust::cr0}, {"cr1", Robust::cr1}, {"cr2", Robust::cr2}}};
  FitOptions options;
  options.family = familyOf(words);
  options.gee = geeOf(words);
  options.quadrature = quadratureOf(words);
  if (options.gee) {
    checkGee(words);
  } else if (options.family != Family::gaussian) {
    checkFamily(words);
  }
  options.method = words.ml ? Method::ml : Method::reml;
  options.otherDf = dfMethodsOf(words);
  options.df = options.otherDf.front();
  options.otherDf.erase(options.otherDf.begin());
  if (!words.robust.empty()) options.robust = chosen("--robust", words.robust, kRobust);
  options.level = levelOf(words.level);
  options.jointTests = words.jointTests;
  options.profile = words.profile;
  options.effects = words.effects || (!words.residuals.empty() && words.gee.empty());
  return options;
}

References referencesOf(const std::vector<std::string>& words) {
  References references;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      refuse(fmt::format("--reference {}: write it as column=level", word));
    }
    if (!references.emplace(word.substr(0, equals), word.substr(equals + 1)).second) {
      refuse(fmt::format("--reference names {} twice", word.substr(0, equals)));
    }
  }
  return references;
}

// What each way of asking needs, and what it has no use for.
void checkTrusts(const FitWords& words) {
  const bool isShared = !words.combine.empty() || !words.model.empty() || !words.makeModel.empty();
  if (isShared && !words.means.empty()) refuse("--means needs rows and a formula of their own");
  if (isShared && !words.gee.empty()) refuse("--gee needs rows and a formula of their own");
  if (isShared && words.family != "gaussian") {
    refuse("--family needs rows and a formula of their own: sums are of the gaussian family only");
  }
  const bool makesNoFit = !words.makeModel.empty() || !words.summarise.empty();
  if (makesNoFit && (!words.json.empty() || !words.residuals.empty() || !words.compare.empty())) {
    refuse("--make-model and --summarise make no fit: leave --json, --residuals and --compare out");
  }
  if (words.summarise.empty() && !words.label.empty()) refuse("--label goes with --summarise");
  if (!words.combine.empty()) {
    if (makesNoFit || !words.file.empty() || !words.model.empty() || !words.weights.empty()) {
      refuse("--combine takes summaries alone: their model is in them");
    }
    if (!words.residuals.empty()) refuse("--residuals needs the rows, which no summary has");
    if (!words.compare.empty()) refuse("--compare needs the rows, which no summary has");
    if (!words.references.empty()) refuse("--combine has its references from the summaries");
    return;
  }
  if (words.file.empty()) refuse("name a CSV file, and the formula: refocus fit FILE FORMULA");
  if (words.model.empty()) {
    if (!words.summarise.empty()) refuse("--summarise needs the --model that the trusts share");
    if (words.formula.empty()) refuse("write the formula after the file's name");
    return;
  }
  if (!words.makeModel.empty() || !words.references.empty() || !words.weights.empty()) {
    refuse("--model has weights and references: leave --make-model, --reference, --weights out");
  }
  if (!words.compare.empty()) refuse("--compare takes two formulas, and --model has one");
}

void askForMeans(ModelSource& source, const std::vector<std::string>& terms) {
  for (const std::string& text : terms) {
    auto term = parseTerm(text);
    if (!term) refuse("--means: " + explained(text, term.error()));
    source.means.push_back(*std::move(term));
  }
}

// An option that another one gives its meaning.
void checkCompany(const FitWords& words) {
  const FitWords asUsual;
  if (words.gee.empty() && words.geeCorrection != asUsual.geeCorrection) {
    refuse("--gee-correction goes with --gee");
  }
  if (words.summarise.empty() && words.minimumCell != asUsual.minimumCell) {
    refuse("--minimum-cell goes with --summarise");
  }
  if (!words.threads.empty() && !words.stream && words.summarise.empty()) {
    refuse("--threads goes with --stream");
  }
}

void checkTogether(const FitWords& words) {
  checkTrusts(words);
  checkCompany(words);
  if (words.stream && !words.residuals.empty()) {
    refuse("--residuals needs the rows, which --stream does not keep");
  }
  if (words.stream && !words.means.empty()) {
    refuse("--means needs the columns' means, which --stream does not keep");
  }
  if (words.compare.empty()) return;
  if (!words.ml && words.family == "gaussian") {
    refuse("--compare is a test of likelihoods: add --ml");
  }
  if (words.stream) refuse("--compare fits twice to the same rows, which --stream does not keep");
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
  FitInput input =
      words.stream ? streamInput(words.file, model, stream) : readInput(words.file, model);
  input.formula = model.formula;
  return input;
}

ReportContext contextOf(const FitWords& words, const FitOptions& options, const FitInput& input) {
  return {.formula = input.formula.empty() ? words.formula : input.formula,
          .level = options.level,
          .droppedRows = input.droppedRows,
          .missingByColumn = input.missingByColumn,
          .references = input.references};
}

Fit fitted(std::expected<Fit, std::string> fit) {
  if (!fit) refuse(fit.error());
  return *std::move(fit);
}

// The larger model has more parameters, and if it holds the other, no lower likelihood.
Comparison comparisonOf(const FitWords& words, const Fit& fit, const FitInput& input) {
  FitOptions options;
  options.family = familyOf(words);
  options.quadrature = quadratureOf(words);
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

std::size_t threadsOf(const std::string& word) {
  constexpr unsigned kMostByItself = 4;
  constexpr int kMostThreads = 64;
  if (word.empty()) return std::clamp(std::thread::hardware_concurrency(), 1U, kMostByItself);
  return static_cast<std::size_t>(wholeNumberOf("--threads", word, kMostThreads));
}

StreamOptions streamOf(const FitWords& words, const FitOptions& options) {
  return {.keep = options.robust == Robust::none ? Keep::sums : Keep::productsToo,
          .threads = threadsOf(words.threads),
          .cells = nullptr};
}

Answer answerOf(FitInput input, const FitOptions& options) {
  if (input.moments && input.moments->keep == Keep::sums && options.robust != Robust::none &&
      !input.design.random.empty()) {
    refuse("--robust needs products, which these summaries do not have: make them with --robust");
  }
  const FittingProgress progress;
  Fit fit = fitted(input.moments ? fitMoments(input.design, *input.moments, options)
                                 : fitModel(input.design, input.rows, options));
  return {std::move(input), std::move(fit), std::nullopt};
}

Answer answer(const FitWords& words, FitOptions options, const References& references) {
  const StreamOptions stream = streamOf(words, options);
  if (!words.combine.empty()) return answerOf(combined(words), options);
  if (!words.model.empty()) return answerOf(inputByModel(words, stream), options);
  std::vector<ModelSource> sources{sourceOf(words.formula, words.weights)};
  sources.front().family = options.family;
  askForMeans(sources.front(), words.means);
  if (words.stream) {
    return answerOf(streamInput(words.file, std::move(sources.front()), references, stream),
                    options);
  }
  if (!words.compare.empty()) {
    sources.push_back(sourceOf(words.compare, words.weights));
    sources.back().family = options.family;
  }
  std::vector<FitInput> inputs = readInput(words.file, std::move(sources), references);
  options.means = inputs.front().means;
  const FittingProgress progress;
  Fit fit = fitted(fitModel(inputs.front().design, inputs.front().rows, options));
  std::optional<Comparison> comparison;
  if (inputs.size() > 1) comparison = comparisonOf(words, fit, inputs.back());
  return {std::move(inputs.front()), std::move(fit), std::move(comparison)};
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
