#include "app/fit_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <thread>
#include <utility>

#include "app/whole_number.hpp"
#include "base/fault.hpp"
#include "fitting/data_file_number.hpp"
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
    if (!words.missing.empty() || words.decimal != FitWords().decimal) {
      refuse("--missing and --decimal tell how rows are read, and summaries have been");
    }
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

// An option that another one gives its meaning.
void checkCompany(const FitWords& words) {
  const FitWords asUsual;
  if (words.gee.empty() && words.geeCorrection != asUsual.geeCorrection) {
    refuse("--gee-correction goes with --gee");
  }
  if (words.summarise.empty() && words.minimumCell != asUsual.minimumCell) {
    refuse("--minimum-cell goes with --summarise");
  }
  if (testTypeOf(words) != TestType::treatment && !words.jointTests) {
    refuse("--test-type goes with --tests");
  }
  if (!words.threads.empty() && !words.stream && words.summarise.empty()) {
    refuse("--threads goes with --stream");
  }
}

std::size_t threadsOf(const std::string& word) {
  constexpr unsigned kMostByItself = 4;
  constexpr int kMostThreads = 64;
  if (word.empty()) return std::clamp(std::thread::hardware_concurrency(), 1U, kMostByItself);
  return static_cast<std::size_t>(wholeNumberOf("--threads", word, kMostThreads));
}

std::vector<std::string> missingOf(const FitWords& words) {
  constexpr std::size_t kMost = 100;
  if (words.missing.size() > kMost)
    refuse(fmt::format("--missing names more than {} texts", kMost));
  std::vector<std::string> texts;
  for (const std::string& text : words.missing) {
    if (std::find(texts.begin(), texts.end(), text) != texts.end()) {
      refuse(fmt::format("--missing names {} twice", text));
    }
    texts.push_back(text);
  }
  return texts;
}

}  // namespace

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

TestType testTypeOf(const FitWords& words) {
  static constexpr std::array<std::pair<std::string_view, TestType>, 2> kTypes{
      {{"treatment", TestType::treatment}, {"type3", TestType::type3}}};
  return chosen("--test-type", words.testType, kTypes);
}

Notation notationOf(const FitWords& words) {
  static constexpr std::array<std::pair<std::string_view, DecimalMark>, 2> kMarks{
      {{"point", DecimalMark::point}, {"comma", DecimalMark::comma}}};
  return {chosen("--decimal", words.decimal, kMarks), missingOf(words)};
}

StreamOptions streamOf(const FitWords& words, const FitOptions& options) {
  return {.keep = options.robust == Robust::none ? Keep::sums : Keep::productsToo,
          .threads = threadsOf(words.threads),
          .notation = notationOf(words),
          .cells = nullptr};
}

}  // namespace refocus::app
