#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/text.hpp"
#include "fitting/report.hpp"

namespace refocus::fitting {

using statistics::Coefficient;
using statistics::Correlation;
using statistics::DfTable;
using statistics::Family;
using statistics::GeeResult;
using statistics::Grouping;
using statistics::Interval;
using statistics::JointTest;
using statistics::MarginalMeans;
using statistics::Method;
using statistics::ProfileInterval;
using statistics::RandomEffects;
using statistics::RandomTerm;
using statistics::VarianceComponent;
namespace {

using Cells = std::vector<std::string>;

constexpr int kMostDecimals = 8;

std::string fixedNumber(double value, int decimals) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value < 0 ? "-∞" : "∞";
  constexpr double kWide = 1e9;
  // Smaller than the most decimals that a column has.
  constexpr double kNarrow = 1e-7;
  if (std::abs(value) >= kWide) return fmt::format("{:.5e}", value);
  if (value != 0 && std::abs(value) < kNarrow && decimals >= kMostDecimals) {
    return fmt::format("{:.2e}", value);
  }
  std::string text = fmt::format("{:.{}f}", value, decimals);
  // -0.000 is 0.000
  if (text.front() == '-' && text.find_first_of("123456789") == text.npos) text.erase(0, 1);
  return text;
}

// Decimals that show three digits of the smallest of these sizes.
int decimalsFor(const std::vector<double>& sizes) {
  double smallest = 0;
  for (const double size : sizes) {
    const double positive = std::abs(size);
    if (!(positive > 0) || !std::isfinite(positive)) continue;
    smallest = smallest == 0 ? positive : std::min(smallest, positive);
  }
  if (smallest == 0) return 3;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(smallest))), 0, kMostDecimals);
}

std::string probability(double p) {
  if (std::isnan(p)) return "–";
  return p < 0.0001 ? "<0.0001" : fmt::format("{:.4f}", p);
}

std::string degrees(double df) {
  if (std::isnan(df)) return "–";
  return df == std::floor(df) && df < 1e9 ? fmt::format("{:.0f}", df) : fixedNumber(df, 2);
}

// Columns as wide as their widest cell: the first to the left, numbers to the right.
class Table {
 public:
  explicit Table(std::size_t leftColumns) : leftColumns_(leftColumns) {}
  void row(Cells cells) { rows_.push_back(std::move(cells)); }

  [[nodiscard]] std::string text() const {
    std::vector<std::size_t> widths;
    for (const Cells& cells : rows_) {
      widths.resize(std::max(widths.size(), cells.size()));
      for (std::size_t i = 0; i < cells.size(); ++i) {
        widths[i] = std::max(widths[i], characterCount(cells[i]));
      }
    }
    std::string text;
    for (const Cells& cells : rows_) {
      std::string line = " ";
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string blanks(widths[i] - characterCount(cells[i]), ' ');
        line += i < leftColumns_ ? " " + cells[i] + blanks : "  " + blanks + cells[i];
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    return text;
  }

 private:
  std::size_t leftColumns_;
  std::vector<Cells> rows_;
};

std::string coefficientTable(const std::vector<Coefficient>& rows, double level) {
  std::vector<double> errors;
  for (const Coefficient& row : rows) errors.push_back(row.stdError);
  const int decimals = decimalsFor(errors);
  Table table(1);
  const std::string percent = fmt::format("{:.6g}%", level * 100);
  const bool isNormal = !rows.empty() && rows.front().dfMethod == DfMethod::normal;
  const auto line = [&](Cells cells) {
    if (isNormal) cells.erase(cells.begin() + 3);
    table.row(std::move(cells));
  };
  line({"", "estimate", "std error", "df", isNormal ? "z" : "t", "p", percent + " from", "to"});
  for (const Coefficient& row : rows) {
    line({row.term, fixedNumber(row.estimate, decimals), fixedNumber(row.stdError, decimals),
          degrees(row.df), fixedNumber(row.t, 3), probability(row.p),
          fixedNumber(row.low, decimals), fixedNumber(row.high, decimals)});
  }
  return table.text();
}

std::string inWords(DfMethod method) {
  switch (method) {
    case DfMethod::kenwardRoger:
      return "Kenward–Roger";
    case DfMethod::satterthwaite:
      return "Satterthwaite";
    case DfMethod::satterthwaiteExpected:
      return "Satterthwaite, expected information";
    case DfMethod::betweenWithin:
      return "between–within";
    case DfMethod::residual:
      return "residual";
    case DfMethod::bellMcCaffrey:
      return "Bell–McCaffrey";
    case DfMethod::groupsMinusRank:
      return "groups − rank";
    case DfMethod::normal:
      return "none: normal";
  }
  return {};
}

// Those of the rows, as a boundary may have changed them.
std::string methodsOf(const std::vector<Coefficient>& rows) {
  Cells methods;
  for (const Coefficient& row : rows) {
    std::string method = inWords(row.dfMethod);
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
      methods.push_back(std::move(method));
    }
  }
  return fmt::format("{}", fmt::join(methods, " and "));
}

std::string integration(const Fit& fit) {
  if (!fit.quadrature) return {};
  if (*fit.quadrature == 1) return " (Laplace)";
  return fmt::format(" (adaptive quadrature, {} points)", *fit.quadrature);
}

std::string title(const Fit& fit, const Design& design) {
  if (fit.gee) {
    return fmt::format("Generalised estimating equations, {}",
                       fit.gee->choice.correlation == WorkingCorrelation::exchangeable
                           ? "exchangeable within " + design.groupings.front().name
                           : std::string("independence"));
  }
  const bool isMixed = !design.random.empty();
  const std::string_view method = fit.method == Method::ml ? "maximum likelihood"
                                  : isMixed                ? "REML"
                                                           : "least squares";
  return fmt::format("{} {} by {}{}",
                     fit.family == Family::gaussian ? "Linear" : "Generalised linear",
                     isMixed ? "mixed model" : "model", method, integration(fit));
}

std::string heading(const Fit& fit, const Design& design, const ReportContext& context) {
  std::string text = fmt::format("{}\n  {}\n", title(fit, design), context.formula);
  if (fit.gee || fit.family != Family::gaussian) {
    text += fmt::format("  family {}, link {}\n", nameOf(fit.family), linkOf(fit.family));
  }
  text += '\n';
  text += fmt::format("  {} rows", fit.rows);
  for (std::size_t g = 0; g < design.groupings.size(); ++g) {
    text += fmt::format("{}{} {}", g == 0 ? " in " : ", ", fit.groups[g], design.groupings[g].name);
  }
  if (!design.groupings.empty()) text += " groups";
  text += "\n";
  if (context.droppedRows > 0) {
    Cells missing;
    for (const auto& [column, rows] : context.missingByColumn) {
      missing.push_back(fmt::format("{} {}", column, rows));
    }
    text += fmt::format("  {} rows left out, where these are missing: {}\n", context.droppedRows,
                        fmt::join(missing, ", "));
  }
  if (fit.gee) return text;
  // The likelihood of an exact fit has no bound; the notes say so.
  if (!std::isfinite(fit.criterion)) return text;
  text += fmt::format("  {} {:.4f}   log-likelihood {:.4f}   AIC {:.4f}   BIC {:.4f}\n",
                      fit.method == Method::reml ? "REML criterion" : "-2 log-likelihood",
                      fit.criterion, fit.logLikelihood, fit.aic, fit.bic);
  if (fit.convergence.starts > 1) {
    text += fmt::format("  the lowest of {} searches for the variances, each from another place\n",
                        fit.convergence.starts);
  }
  if (fit.deviance) text += fmt::format("  deviance {:.4f}\n", *fit.deviance);
  return text;
}

std::string geePart(const GeeResult& gee) {
  return fmt::format("\n  scale {:.6g}, working correlation {}\n", gee.scale,
                     fixedNumber(gee.correlation, 4));
}

std::string_view inWords(SandwichCorrection correction) {
  switch (correction) {
    case SandwichCorrection::none:
      return "without a correction";
    case SandwichCorrection::kauermannCarroll:
      return "corrected as by Kauermann and Carroll";
    case SandwichCorrection::manclDeRouen:
      return "corrected as by Mancl and DeRouen";
  }
  return {};
}

std::string fixedHeading(const Fit& fit) {
  if (fit.gee) {
    return fmt::format("\nFixed effects (robust standard errors, {})\n",
                       inWords(fit.gee->choice.correction));
  }
  if (fit.df == DfMethod::normal) return "\nFixed effects\n";
  return fmt::format("\nFixed effects (df: {})\n", methodsOf(fit.fixed));
}

std::string randomPart(const Fit& fit, const ReportContext& context) {
  std::vector<double> sds{fit.residualSd};
  for (const VarianceComponent& component : fit.random) sds.push_back(component.sd);
  const int decimals = decimalsFor(sds);
  Table table(2);
  table.row({"", "", "variance", "sd"});
  for (const VarianceComponent& component : fit.random) {
    table.row({component.group, component.term, fixedNumber(component.variance, decimals),
               fixedNumber(component.sd, decimals)});
  }
  if (fit.family == Family::gaussian) {
    table.row({"residual", "", fixedNumber(fit.residualVariance, decimals),
               fixedNumber(fit.residualSd, decimals)});
  }
  std::string text = "\nRandom effects\n" + table.text();
  for (const Correlation& correlation : fit.correlations) {
    text += fmt::format("  correlation of {} and {} within {}: {:.3f}\n", correlation.term1,
                        correlation.term2, correlation.group, correlation.value);
  }
  if (fit.icc) {
    text += fmt::format("  intraclass correlation {} ({:.6g}% {} to {})\n",
                        fixedNumber(fit.icc->estimate, 4), context.level * 100,
                        fixedNumber(fit.icc->low, 4), fixedNumber(fit.icc->high, 4));
  }
  return text;
}

// Where there are interactions, their kind matters.
std::string_view kindOfTests(const ReportContext& context) {
  if (!context.hasInteractions) return "";
  return context.testType == TestType::type3
             ? "  type III: of a term with interactions, its effect on average over the other "
               "factors' levels\n"
             : "  treatment contrasts: of a term with interactions, its effect at the other "
               "factors' first levels\n";
}

std::string jointTests(const std::vector<JointTest>& tests, const ReportContext& context) {
  Table table(1);
  table.row({"", "F", "df", "of", "p"});
  for (const JointTest& test : tests) {
    table.row({test.term, fixedNumber(test.f, 3), degrees(test.numeratorDf),
               degrees(test.denominatorDf), probability(test.p)});
  }
  return fmt::format("\nF tests of whole terms\n{}{}", kindOfTests(context), table.text());
}

// On the response's own scale, as many digits as three of each interval's width.
std::string responses(const MarginalMeans& means) {
  std::vector<double> widths;
  for (const Interval& mean : means.responses) widths.push_back((mean.high - mean.low) / 4);
  const int decimals = decimalsFor(widths);
  std::string text;
  for (std::size_t i = 0; i < means.responses.size(); ++i) {
    const Interval& mean = means.responses[i];
    text += fmt::format("  {}: {} ({} to {}) as a response\n", means.means[i].term,
                        fixedNumber(mean.estimate, decimals), fixedNumber(mean.low, decimals),
                        fixedNumber(mean.high, decimals));
  }
  return text;
}

std::string marginalMeans(const MarginalMeans& means, double level) {
  Cells held;
  for (const std::string& factor : means.cells.averaged) {
    held.push_back(fmt::format("equal shares of each {}", factor));
  }
  for (const auto& [column, mean] : means.cells.numbers) {
    held.push_back(fmt::format("{} at {:.6g}", column, mean));
  }
  std::string text =
      fmt::format("\nMarginal means of {} (df: {})\n", means.cells.term, methodsOf(means.means));
  text += coefficientTable(means.means, level);
  if (!means.responses.empty()) text += responses(means);
  if (!held.empty()) text += fmt::format("  {}\n", fmt::join(held, ", "));
  std::vector<Coefficient> differences;
  for (const MarginalMeans::Difference& difference : means.differences) {
    differences.push_back(difference.value);
  }
  text += fmt::format("\nDifferences of the means of {} (each by itself: p not adjusted)\n",
                      means.cells.term);
  return text + coefficientTable(differences, level);
}

std::string comparison(const Comparison& compared) {
  return fmt::format(
      "\nLikelihood-ratio test\n  beside {} (log-likelihood {:.4f}):\n  χ² = {} on {} df, p {}\n",
      compared.formula, compared.logLikelihood, fixedNumber(compared.test.chiSquared, 3),
      degrees(compared.test.df), probability(compared.test.p));
}

std::string profile(const std::vector<ProfileInterval>& intervals, double level) {
  std::vector<double> sizes;
  for (const ProfileInterval& interval : intervals) {
    if (interval.low && interval.high) sizes.push_back((*interval.high - *interval.low) / 4);
  }
  const int decimals = decimalsFor(sizes);
  const auto end = [&](const std::optional<double>& value) {
    return value ? fixedNumber(*value, decimals) : "open";
  };
  Table table(1);
  table.row({"", "estimate", fmt::format("{:.6g}% from", level * 100), "to"});
  for (const ProfileInterval& interval : intervals) {
    table.row({interval.parameter, fixedNumber(interval.estimate, decimals), end(interval.low),
               end(interval.high)});
  }
  return "\nProfile-likelihood intervals\n" + table.text();
}

std::string effects(const Fit& fit, const Design& design) {
  Table table(3);
  table.row({"", "", "", "predicted", "std error"});
  for (const RandomEffects& effect : fit.effects) {
    const RandomTerm& term = design.random[effect.term];
    const Grouping& grouping = design.groupings[term.grouping];
    for (Eigen::Index level = 0; level < effect.value.rows(); ++level) {
      for (Eigen::Index column = 0; column < effect.value.cols(); ++column) {
        table.row({grouping.name, grouping.levels[static_cast<std::size_t>(level)],
                   term.columns[static_cast<std::size_t>(column)],
                   fmt::format("{:.5g}", effect.value(level, column)),
                   fmt::format("{:.4g}", effect.stdError(level, column))});
      }
    }
  }
  return "\nPredicted random effects\n" + table.text();
}

std::string references(const ReportContext& context) {
  std::string text;
  for (const auto& [factor, reference] : context.references) {
    if (reference) text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", factor, *reference);
  }
  return text.empty() ? text : fmt::format("  compared with {}\n", text);
}

}  // namespace

std::string tableReport(const Fit& fit, const Design& design, const ReportContext& context) {
  std::string text = heading(fit, design, context);
  if (fit.gee) {
    text += geePart(*fit.gee);
  } else if (!design.random.empty()) {
    text += randomPart(fit, context);
  }
  text += fixedHeading(fit);
  text += coefficientTable(fit.fixed, context.level) + references(context);
  if (design.random.empty() && fit.family == Family::gaussian) {
    text += fmt::format("  residual standard deviation {:.6g}\n", fit.residualSd);
  }
  for (const DfTable& table : fit.otherDf) {
    text += fmt::format("\nFixed effects (df: {})\n", methodsOf(table.fixed));
    text += coefficientTable(table.fixed, context.level);
  }
  if (!fit.jointTests.empty()) text += jointTests(fit.jointTests, context);
  for (const MarginalMeans& means : fit.means) text += marginalMeans(means, context.level);
  if (fit.robust) {
    text += fmt::format("\nFixed effects, robust {} (df: {})\n", nameOf(fit.robust->type),
                        methodsOf(fit.robust->fixed));
    text += coefficientTable(fit.robust->fixed, context.level);
  }
  if (fit.clusterLevel) {
    text += "\nGroups' means alone (least squares, unweighted; df: groups − rank)\n";
    text += coefficientTable(fit.clusterLevel->fixed, context.level);
  }
  if (context.comparison) text += comparison(*context.comparison);
  if (!fit.profile.empty()) text += profile(fit.profile, context.level);
  if (!fit.effects.empty()) text += effects(fit, design);
  if (!fit.notes.empty()) text += "\nNotes\n";
  for (const std::string& note : fit.notes) text += fmt::format("  {}\n", note);
  return text;
}

}  // namespace refocus::fitting
