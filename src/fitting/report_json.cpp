#include "fitting/json_text.hpp"
#include "fitting/report.hpp"

namespace refocus::fitting {

using statistics::Coefficient;
using statistics::Correlation;
using statistics::Family;
using statistics::GeeResult;
using statistics::Grouping;
using statistics::JointTest;
using statistics::MarginalCells;
using statistics::MarginalMeans;
using statistics::Method;
using statistics::ProfileInterval;
using statistics::RandomEffects;
using statistics::RandomTerm;
using statistics::VarianceComponent;
namespace {

void numbersOf(JsonText& json, const Coefficient& row) {
  json.name("estimate"), json.number(row.estimate);
  json.name("std_error"), json.number(row.stdError);
  json.name("std_error_model"), json.number(row.stdErrorModel);
  json.name("df"), json.number(row.df);
  json.name("df_method"), json.text(nameOf(row.dfMethod));
  json.name("t"), json.number(row.t);
  json.name("p"), json.number(row.p);
  json.name("ci_low"), json.number(row.low);
  json.name("ci_high"), json.number(row.high);
}

void coefficients(JsonText& json, const std::vector<Coefficient>& rows) {
  json.openArray();
  for (const Coefficient& row : rows) {
    json.openObject();
    json.name("term"), json.text(row.term);
    numbersOf(json, row);
    json.closeObject();
  }
  json.closeArray();
}

void levelsOf(JsonText& json, const MarginalCells& cells, std::size_t cell) {
  json.openObject();
  for (std::size_t i = 0; i < cells.factors.size(); ++i) {
    json.name(cells.factors[i]), json.text(cells.levels[cell][i]);
  }
  json.closeObject();
}

void marginalMeans(JsonText& json, const MarginalMeans& means) {
  json.openObject();
  json.name("term"), json.text(means.cells.term);
  json.name("averaged_over");
  json.openArray();
  for (const std::string& factor : means.cells.averaged) json.text(factor);
  json.closeArray();
  json.name("held_at");
  json.openObject();
  for (const auto& [column, mean] : means.cells.numbers) json.name(column), json.number(mean);
  json.closeObject();
  json.name("means");
  json.openArray();
  for (std::size_t cell = 0; cell < means.means.size(); ++cell) {
    json.openObject();
    json.name("levels"), levelsOf(json, means.cells, cell);
    numbersOf(json, means.means[cell]);
    json.name("response");
    if (means.responses.empty()) {
      json.null();
    } else {
      json.openObject();
      json.name("estimate"), json.number(means.responses[cell].estimate);
      json.name("ci_low"), json.number(means.responses[cell].low);
      json.name("ci_high"), json.number(means.responses[cell].high);
      json.closeObject();
    }
    json.closeObject();
  }
  json.closeArray();
  json.name("differences");
  json.openArray();
  for (const MarginalMeans::Difference& difference : means.differences) {
    json.openObject();
    json.name("levels"), levelsOf(json, means.cells, difference.of);
    json.name("minus"), levelsOf(json, means.cells, difference.minus);
    numbersOf(json, difference.value);
    json.closeObject();
  }
  json.closeArray();
  json.closeObject();
}

void model(JsonText& json, const Fit& fit, const ReportContext& context) {
  json.name("model");
  json.openObject();
  json.name("formula"), json.text(context.formula);
  json.name("family"), json.text(nameOf(fit.family));
  json.name("link"), json.text(linkOf(fit.family));
  json.name("method"), json.text(fit.gee ? "GEE" : fit.method == Method::reml ? "REML" : "ML");
  json.name("quadrature");
  if (fit.quadrature) {
    json.count(static_cast<std::uint64_t>(*fit.quadrature));
  } else {
    json.null();
  }
  json.name("df_method"), json.text(nameOf(fit.df));
  json.name("level"), json.number(context.level);
  json.closeObject();
}

void data(JsonText& json, const Fit& fit, const Design& design, const ReportContext& context) {
  json.name("n"), json.count(fit.rows);
  json.name("groups");
  json.openObject();
  for (std::size_t g = 0; g < design.groupings.size(); ++g) {
    json.name(design.groupings[g].name), json.count(fit.groups[g]);
  }
  json.closeObject();
  json.name("dropped");
  json.openObject();
  json.name("rows"), json.count(context.droppedRows);
  json.name("by_column");
  json.openObject();
  for (const auto& [column, rows] : context.missingByColumn) json.name(column), json.count(rows);
  json.closeObject();
  json.closeObject();
}

void likelihood(JsonText& json, const Fit& fit) {
  json.name("criterion");
  if (fit.gee) {
    json.null();
  } else {
    json.openObject();
    json.name("name"), json.text(fit.method == Method::reml ? "REML" : "ML");
    json.name("value"), json.number(fit.criterion);
    json.closeObject();
  }
  json.name("log_likelihood"), json.number(fit.logLikelihood);
  json.name("deviance"), json.number(fit.deviance);
  json.name("aic"), json.number(fit.aic);
  json.name("bic"), json.number(fit.bic);
}

void variances(JsonText& json, const Fit& fit) {
  json.name("random");
  json.openArray();
  for (const VarianceComponent& component : fit.random) {
    json.openObject();
    json.name("group"), json.text(component.group);
    json.name("term"), json.text(component.term);
    json.name("variance"), json.number(component.variance);
    json.name("sd"), json.number(component.sd);
    json.closeObject();
  }
  json.closeArray();
  json.name("correlations");
  json.openArray();
  for (const Correlation& correlation : fit.correlations) {
    json.openObject();
    json.name("group"), json.text(correlation.group);
    json.name("term1"), json.text(correlation.term1);
    json.name("term2"), json.text(correlation.term2);
    json.name("value"), json.number(correlation.value);
    json.closeObject();
  }
  json.closeArray();
  json.name("residual");
  if (fit.gee || fit.family != Family::gaussian) {
    json.null();
  } else {
    json.openObject();
    json.name("variance"), json.number(fit.residualVariance);
    json.name("sd"), json.number(fit.residualSd);
    json.closeObject();
  }
  json.name("theta");
  json.openArray();
  for (const double theta : fit.theta) json.number(theta);
  json.closeArray();
  json.name("icc");
  if (fit.icc) {
    json.openObject();
    json.name("estimate"), json.number(fit.icc->estimate);
    json.name("ci_low"), json.number(fit.icc->low);
    json.name("ci_high"), json.number(fit.icc->high);
    json.closeObject();
  } else {
    json.null();
  }
}

void estimatingEquations(JsonText& json, const std::optional<GeeResult>& gee) {
  json.name("gee");
  if (!gee) return json.null();
  json.openObject();
  json.name("correlation"), json.text(nameOf(gee->choice.correlation));
  json.name("alpha"), json.number(gee->correlation);
  json.name("scale"), json.number(gee->scale);
  json.name("correction"), json.text(nameOf(gee->choice.correction));
  json.closeObject();
}

void otherTables(JsonText& json, const Fit& fit) {
  json.name("robust");
  if (fit.robust) {
    json.openObject();
    json.name("type"), json.text(nameOf(fit.robust->type));
    json.name("fixed"), coefficients(json, fit.robust->fixed);
    json.closeObject();
  } else {
    json.null();
  }
  json.name("cluster_level");
  if (fit.clusterLevel) {
    json.openObject();
    json.name("fixed"), coefficients(json, fit.clusterLevel->fixed);
    json.name("residual_sd"), json.number(fit.clusterLevel->residualSd);
    json.closeObject();
  } else {
    json.null();
  }
}

void tests(JsonText& json, const Fit& fit) {
  json.name("joint_tests");
  json.openArray();
  for (const JointTest& test : fit.jointTests) {
    json.openObject();
    json.name("term"), json.text(test.term);
    json.name("f"), json.number(test.f);
    json.name("numerator_df"), json.number(test.numeratorDf);
    json.name("denominator_df"), json.number(test.denominatorDf);
    json.name("df_method"), json.text(nameOf(test.dfMethod));
    json.name("p"), json.number(test.p);
    json.closeObject();
  }
  json.closeArray();
  json.name("marginal_means");
  json.openArray();
  for (const MarginalMeans& means : fit.means) marginalMeans(json, means);
  json.closeArray();
  json.name("profile");
  json.openArray();
  for (const ProfileInterval& interval : fit.profile) {
    json.openObject();
    json.name("parameter"), json.text(interval.parameter);
    json.name("estimate"), json.number(interval.estimate);
    json.name("ci_low"), json.number(interval.low);
    json.name("ci_high"), json.number(interval.high);
    json.closeObject();
  }
  json.closeArray();
}

void comparison(JsonText& json, const std::optional<Comparison>& compared) {
  json.name("likelihood_ratio");
  if (!compared) return json.null();
  json.openObject();
  json.name("formula"), json.text(compared->formula);
  json.name("log_likelihood"), json.number(compared->logLikelihood);
  json.name("chi_squared"), json.number(compared->test.chiSquared);
  json.name("df"), json.number(compared->test.df);
  json.name("p"), json.number(compared->test.p);
  json.closeObject();
}

void effects(JsonText& json, const Fit& fit, const Design& design) {
  json.name("random_effects");
  json.openArray();
  for (const RandomEffects& effect : fit.effects) {
    const RandomTerm& term = design.random[effect.term];
    const Grouping& grouping = design.groupings[term.grouping];
    for (Eigen::Index level = 0; level < effect.value.rows(); ++level) {
      for (Eigen::Index column = 0; column < effect.value.cols(); ++column) {
        json.openObject();
        json.name("group"), json.text(grouping.name);
        json.name("level"), json.text(grouping.levels[static_cast<std::size_t>(level)]);
        json.name("term"), json.text(term.columns[static_cast<std::size_t>(column)]);
        json.name("value"), json.number(effect.value(level, column));
        json.name("std_error"), json.number(effect.stdError(level, column));
        json.closeObject();
      }
    }
  }
  json.closeArray();
}

void howItWent(JsonText& json, const Fit& fit, const ReportContext& context) {
  json.name("convergence");
  json.openObject();
  json.name("converged"), json.truth(fit.convergence.converged);
  json.name("boundary"), json.truth(fit.convergence.boundary);
  json.name("iterations"), json.count(static_cast<std::uint64_t>(fit.convergence.iterations));
  json.name("gradient"), json.number(fit.convergence.gradient);
  json.closeObject();
  json.name("references");
  json.openObject();
  for (const auto& [factor, reference] : context.references) {
    json.name(factor);
    if (reference) {
      json.text(*reference);
    } else {
      json.null();
    }
  }
  json.closeObject();
  json.name("dropped_columns");
  json.openArray();
  for (const std::string& column : fit.dropped) json.text(column);
  json.closeArray();
  json.name("notes");
  json.openArray();
  for (const std::string& note : fit.notes) json.text(note);
  json.closeArray();
}

}  // namespace

std::string jsonReport(const Fit& fit, const Design& design, const ReportContext& context) {
  JsonText json;
  json.openObject();
  model(json, fit, context);
  data(json, fit, design, context);
  likelihood(json, fit);
  json.name("fixed"), coefficients(json, fit.fixed);
  variances(json, fit);
  estimatingEquations(json, fit.gee);
  otherTables(json, fit);
  tests(json, fit);
  comparison(json, context.comparison);
  effects(json, fit, design);
  howItWent(json, fit, context);
  json.closeObject();
  return json.take();
}

}  // namespace refocus::fitting
