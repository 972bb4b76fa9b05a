#include <ranges>

#include "fitting/json_text.hpp"
#include "fitting/report.hpp"

namespace refocus::fitting {

using statistics::ClusterLevel;
using statistics::Coefficient;
using statistics::Correlation;
using statistics::DfTable;
using statistics::Family;
using statistics::GeeResult;
using statistics::Grouping;
using statistics::Interval;
using statistics::JointTest;
using statistics::MarginalCells;
using statistics::MarginalMeans;
using statistics::Method;
using statistics::ProfileInterval;
using statistics::RandomEffects;
using statistics::RandomTerm;
using statistics::RobustTable;
using statistics::VarianceComponent;
namespace {

void numbersOf(JsonText& json, const Coefficient& row) {
  json.name("estimate").number(row.estimate);
  json.name("std_error").number(row.stdError);
  json.name("std_error_model").number(row.stdErrorModel);
  json.name("df").number(row.df);
  json.name("df_method").text(nameOf(row.dfMethod));
  json.name("t").number(row.t);
  json.name("p").number(row.p);
  json.name("ci_low").number(row.low);
  json.name("ci_high").number(row.high);
}

void coefficients(JsonText& json, const std::vector<Coefficient>& rows) {
  json.objects(rows, [&](const Coefficient& row) {
    json.name("term").text(row.term);
    numbersOf(json, row);
  });
}

// An interval's three numbers, of anything that has them by these names.
template <class Estimated>
void intervalOf(JsonText& json, const Estimated& estimated) {
  json.name("estimate").number(estimated.estimate);
  json.name("ci_low").number(estimated.low);
  json.name("ci_high").number(estimated.high);
}

void levelsOf(JsonText& json, const MarginalCells& cells, std::size_t cell) {
  json.object([&] {
    for (std::size_t i = 0; i < cells.factors.size(); ++i) {
      json.name(cells.factors[i]).text(cells.levels[cell][i]);
    }
  });
}

void marginalMeans(JsonText& json, const MarginalMeans& means) {
  const MarginalCells& cells = means.cells;
  json.name("term").text(cells.term);
  json.name("averaged_over").texts(cells.averaged);
  json.name("held_at").object([&] {
    for (const auto& [column, mean] : cells.numbers) json.name(column).number(mean);
  });
  const auto each = std::views::iota(std::size_t{0}, means.means.size());
  json.name("means").objects(each, [&](std::size_t cell) {
    levelsOf(json.name("levels"), cells, cell);
    numbersOf(json, means.means[cell]);
    json.name("response");
    if (means.responses.empty()) return json.null();
    json.object([&] { intervalOf(json, means.responses[cell]); });
  });
  json.name("differences")
      .objects(means.differences, [&](const MarginalMeans::Difference& difference) {
        levelsOf(json.name("levels"), cells, difference.of);
        levelsOf(json.name("minus"), cells, difference.minus);
        numbersOf(json, difference.value);
      });
}

void model(JsonText& json, const Fit& fit, const ReportContext& context) {
  json.name("model").object([&] {
    json.name("formula").text(context.formula);
    json.name("family").text(nameOf(fit.family));
    json.name("link").text(linkOf(fit.family));
    json.name("method").text(fit.gee ? "GEE" : fit.method == Method::reml ? "REML" : "ML");
    json.name("quadrature").count(fit.quadrature);
    json.name("df_method").text(nameOf(fit.df));
    json.name("level").number(context.level);
    json.name("test_type");
    if (fit.jointTests.empty()) {
      json.null();
    } else {
      json.text(nameOf(context.testType));
    }
  });
}

void data(JsonText& json, const Fit& fit, const Design& design, const ReportContext& context) {
  json.name("n").count(fit.rows);
  json.name("groups").object([&] {
    for (std::size_t g = 0; g < design.groupings.size(); ++g) {
      json.name(design.groupings[g].name).count(fit.groups[g]);
    }
  });
  json.name("dropped").object([&] {
    json.name("rows").count(context.droppedRows);
    json.name("by_column").object([&] {
      for (const auto& [column, rows] : context.missingByColumn) json.name(column).count(rows);
    });
  });
}

void likelihood(JsonText& json, const Fit& fit) {
  json.name("criterion");
  if (fit.gee) {
    json.null();
  } else {
    json.object([&] {
      json.name("name").text(fit.method == Method::reml ? "REML" : "ML");
      json.name("value").number(fit.criterion);
    });
  }
  json.name("log_likelihood").number(fit.logLikelihood);
  json.name("deviance").number(fit.deviance);
  json.name("aic").number(fit.aic);
  json.name("bic").number(fit.bic);
}

void variances(JsonText& json, const Fit& fit) {
  json.name("random").objects(fit.random, [&](const VarianceComponent& component) {
    json.name("group").text(component.group);
    json.name("term").text(component.term);
    json.name("variance").number(component.variance);
    json.name("sd").number(component.sd);
  });
  json.name("correlations").objects(fit.correlations, [&](const Correlation& correlation) {
    json.name("group").text(correlation.group);
    json.name("term1").text(correlation.term1);
    json.name("term2").text(correlation.term2);
    json.name("value").number(correlation.value);
  });
  json.name("residual");
  if (fit.gee || fit.family != Family::gaussian) {
    json.null();
  } else {
    json.object([&] {
      json.name("variance").number(fit.residualVariance);
      json.name("sd").number(fit.residualSd);
    });
  }
  json.name("theta").list(fit.theta, [&](double theta) { json.number(theta); });
  json.name("icc").object(fit.icc, [&](const Interval& icc) { intervalOf(json, icc); });
}

void otherTables(JsonText& json, const Fit& fit) {
  json.name("gee").object(fit.gee, [&](const GeeResult& gee) {
    json.name("correlation").text(nameOf(gee.choice.correlation));
    json.name("alpha").number(gee.correlation);
    json.name("scale").number(gee.scale);
    json.name("correction").text(nameOf(gee.choice.correction));
  });
  json.name("robust").object(fit.robust, [&](const RobustTable& robust) {
    json.name("type").text(nameOf(robust.type));
    coefficients(json.name("fixed"), robust.fixed);
  });
  json.name("cluster_level").object(fit.clusterLevel, [&](const ClusterLevel& means) {
    coefficients(json.name("fixed"), means.fixed);
    json.name("residual_sd").number(means.residualSd);
  });
}

void tests(JsonText& json, const Fit& fit) {
  json.name("joint_tests").objects(fit.jointTests, [&](const JointTest& test) {
    json.name("term").text(test.term);
    json.name("f").number(test.f);
    json.name("numerator_df").number(test.numeratorDf);
    json.name("denominator_df").number(test.denominatorDf);
    json.name("df_method").text(nameOf(test.dfMethod));
    json.name("p").number(test.p);
  });
  json.name("marginal_means").objects(fit.means, [&](const MarginalMeans& means) {
    marginalMeans(json, means);
  });
  json.name("profile").objects(fit.profile, [&](const ProfileInterval& interval) {
    json.name("parameter").text(interval.parameter);
    intervalOf(json, interval);
  });
}

void comparison(JsonText& json, const std::optional<Comparison>& compared) {
  json.name("likelihood_ratio").object(compared, [&](const Comparison& other) {
    json.name("formula").text(other.formula);
    json.name("log_likelihood").number(other.logLikelihood);
    json.name("chi_squared").number(other.test.chiSquared);
    json.name("df").number(other.test.df);
    json.name("p").number(other.test.p);
  });
}

// Level after level, the columns of one beside each other.
void effectsOf(JsonText& json, const RandomEffects& effect, const Design& design) {
  const RandomTerm& term = design.random[effect.term];
  const Grouping& grouping = design.groupings[term.grouping];
  for (Eigen::Index i = 0; i < effect.value.size(); ++i) {
    const Eigen::Index level = i / effect.value.cols();
    const Eigen::Index column = i % effect.value.cols();
    json.object([&] {
      json.name("group").text(grouping.name);
      json.name("level").text(grouping.levels[static_cast<std::size_t>(level)]);
      json.name("term").text(term.columns[static_cast<std::size_t>(column)]);
      json.name("value").number(effect.value(level, column));
      json.name("std_error").number(effect.stdError(level, column));
    });
  }
}

void howItWent(JsonText& json, const Fit& fit, const ReportContext& context) {
  json.name("convergence").object([&] {
    json.name("converged").truth(fit.convergence.converged);
    json.name("boundary").truth(fit.convergence.boundary);
    json.name("starts").count(static_cast<std::uint64_t>(fit.convergence.starts));
    json.name("iterations").count(static_cast<std::uint64_t>(fit.convergence.iterations));
    json.name("gradient").number(fit.convergence.gradient);
  });
  json.name("references").object([&] {
    for (const auto& [factor, reference] : context.references) {
      json.name(factor);
      if (reference) {
        json.text(*reference);
      } else {
        json.null();
      }
    }
  });
  json.name("dropped_columns").texts(fit.dropped);
  json.name("notes").texts(fit.notes);
}

}  // namespace

std::string jsonReport(const Fit& fit, const Design& design, const ReportContext& context) {
  JsonText json;
  json.object([&] {
    model(json, fit, context);
    data(json, fit, design, context);
    likelihood(json, fit);
    coefficients(json.name("fixed"), fit.fixed);
    json.name("other_df").objects(fit.otherDf, [&](const DfTable& table) {
      json.name("df_method").text(nameOf(table.method));
      coefficients(json.name("fixed"), table.fixed);
    });
    variances(json, fit);
    otherTables(json, fit);
    tests(json, fit);
    comparison(json, context.comparison);
    json.name("random_effects").list(fit.effects, [&](const RandomEffects& effect) {
      effectsOf(json, effect, design);
    });
    howItWent(json, fit, context);
  });
  return json.take();
}

}  // namespace refocus::fitting
