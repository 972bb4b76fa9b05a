// The summary's file: written, read, checked.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ranges>
#include <set>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "fitting/fit_summary.hpp"
#include "fitting/frame.hpp"
#include "fitting/json_fields.hpp"

namespace refocus::fitting {

using statistics::Keep;
using statistics::TermSums;
using statistics::Wide;
namespace {

constexpr std::string_view kFormat = "refocus fit summary";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kMostFileBytes = std::size_t{512} << 20U;
constexpr std::size_t kMostNested = 8;
// Of a sum of the groups' sums, made in another order than the whole's: rounding of 31 digits.
constexpr double kSumRounding = 1e-20;

// Pairs (high, low) of an upper triangle or a row, as one list.
using Pairs = std::vector<double>;

Pairs totalPairs(const Moments& moments) {
  Pairs pairs;
  for (std::size_t i = 0; i < moments.columns; ++i) {
    for (std::size_t j = i; j < moments.columns; ++j) {
      const Wide& sum = moments.total[i * moments.columns + j];
      pairs.insert(pairs.end(), {sum.hi, sum.lo});
    }
  }
  return pairs;
}

Pairs groupPairs(const TermSums& sums, std::size_t group, std::size_t columns) {
  Pairs pairs;
  for (std::size_t i = group * columns; i < (group + 1) * columns; ++i) {
    pairs.insert(pairs.end(), {sums.high[i], sums.low[i]});
  }
  return pairs;
}

Pairs productPairs(const Moments& moments, std::size_t group) {
  const std::size_t k = moments.columns;
  Pairs pairs;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = i; j < k; ++j) {
      const std::size_t at = (group * k + i) * k + j;
      pairs.insert(pairs.end(), {moments.productsHigh[at], moments.productsLow[at]});
    }
  }
  return pairs;
}

void writeGroup(JsonText& json, const FitSummary& summary, std::size_t group) {
  const Moments& moments = summary.moments;
  json.name("level").text(summary.groups[group]);
  json.name("rows").count(moments.terms.front().rows[group]);
  json.name("sums").numbers(groupPairs(moments.terms.front(), group, moments.columns));
  if (moments.keep == Keep::productsToo) {
    json.name("products").numbers(productPairs(moments, group));
  }
}

void readTotal(Moments& moments, const JsonFields& fields) {
  const Pairs pairs = fields.numbers("total");
  const std::size_t k = moments.columns;
  if (pairs.size() != k * (k + 1)) {
    JsonFields::refuse(fmt::format("\"total\" has {} numbers; the model's {} columns make {}",
                                   pairs.size(), k, k * (k + 1)));
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = i; j < k; ++j, at += 2) {
      moments.total[i * k + j] = Wide(pairs[at], pairs[at + 1]);
    }
  }
}

void addSums(TermSums& sums, const Pairs& pairs) {
  for (std::size_t i = 0; i < pairs.size(); i += 2) {
    sums.high.push_back(pairs[i]);
    sums.low.push_back(pairs[i + 1]);
  }
}

void addProducts(Moments& moments, const Pairs& pairs) {
  const std::size_t k = moments.columns;
  std::size_t at = 0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      const bool isUpper = j >= i;
      moments.productsHigh.push_back(isUpper ? pairs[at] : 0.0);
      moments.productsLow.push_back(isUpper ? pairs[at + 1] : 0.0);
      if (isUpper) at += 2;
    }
  }
}

void readGroup(FitSummary& summary, const Json& json) {
  Moments& moments = summary.moments;
  const std::size_t k = moments.columns;
  const JsonFields group(json, "a group");
  const std::string level = group.text("level");
  if (level.empty() || level.size() > LevelTable::kMostLevelBytes) {
    JsonFields::refuse("a group's level is empty or too long");
  }
  const auto called = [&](const char* what) {
    return fmt::format("\"{}\" of the group {}", what, shownValue(level));
  };
  const Pairs sums = group.numbers("sums");
  if (sums.size() != 2 * k) {
    JsonFields::refuse(fmt::format("{} are not {} numbers", called("sums"), 2 * k));
  }
  if (group.count("rows") == 0) JsonFields::refuse(called("rows") + " is 0");
  // With weights it is their sum, which may be any number above 0.
  const bool isCount = sums[0] == static_cast<double>(group.count("rows")) && sums[1] == 0;
  if (summary.model.weights.empty() ? !isCount : !(sums[0] > 0)) {
    JsonFields::refuse(called("sums") + " do not begin with its rows");
  }
  summary.groups.push_back(level);
  moments.terms.front().rows.push_back(group.count("rows"));
  addSums(moments.terms.front(), sums);
  if (moments.keep == Keep::sums) return;
  const Pairs products = group.numbers("products");
  if (products.size() != k * (k + 1)) {
    JsonFields::refuse(fmt::format("{} are not {} numbers", called("products"), k * (k + 1)));
  }
  addProducts(moments, products);
}

bool isNear(Wide sum, Wide whole, double size) {
  return std::abs((sum - whole).hi) <= kSumRounding * size;
}

// The groups' rows and sums must add up to the whole's, and their products too.
void checkWhole(const FitSummary& summary) {
  const Moments& moments = summary.moments;
  const std::size_t k = moments.columns;
  const TermSums& sums = moments.terms.front();
  std::uint64_t rows = 0;
  for (const std::uint64_t each : sums.rows) rows += each;
  bool addsUp = rows == moments.rows;
  for (std::size_t i = 0; i < k; ++i) {
    Wide sum;
    double size = 0;
    for (std::size_t group = 0; group < summary.groups.size(); ++group) {
      sum += moments.sumOf(0, group, i);
      size += std::abs(moments.sumOf(0, group, i).hi);
    }
    addsUp = addsUp && isNear(sum, moments.total[i], size);
    for (std::size_t j = i; moments.keep == Keep::productsToo && j < k; ++j) {
      Wide product;
      double productSize = 0;
      for (std::size_t group = 0; group < summary.groups.size(); ++group) {
        product += moments.productOf(group, i, j);
        productSize += std::abs(moments.productOf(group, i, j).hi);
      }
      addsUp = addsUp && isNear(product, moments.total[i * k + j], productSize);
    }
  }
  if (!addsUp) JsonFields::refuse("its groups do not add up to \"total\": the file was changed");
  const std::set<std::string> names(summary.groups.begin(), summary.groups.end());
  if (names.size() != summary.groups.size()) JsonFields::refuse("it has a group twice");
}

void readMissing(FitSummary& summary, const JsonFields& fields) {
  const JsonFields dropped(fields.object("dropped"), "\"dropped\"");
  summary.droppedRows = dropped.count("rows");
  const Json& columns = dropped.object("by_column");
  const JsonFields counts(columns, "\"by_column\"");
  for (const auto& [name, value] : columns.items()) {
    summary.missingByColumn[name] = counts.count(name.c_str());
  }
}

}  // namespace

std::string summaryText(const FitSummary& summary) {
  const Moments& moments = summary.moments;
  JsonText json;
  json.object([&] {
    json.name("format").text(kFormat);
    json.name("version").count(kVersion);
    json.name("label").text(summary.label);
    writeModel(json.name("model"), summary.model);
    json.name("minimum_cell").count(summary.minimumCell);
    json.name("rows").count(moments.rows);
    json.name("dropped").object([&] {
      json.name("rows").count(summary.droppedRows);
      json.name("by_column").object([&] {
        for (const auto& [column, rows] : summary.missingByColumn) json.name(column).count(rows);
      });
    });
    json.name("log_weights").number(moments.logWeights);
    json.name("keeps_products").truth(moments.keep == Keep::productsToo);
    json.name("total").numbers(totalPairs(moments));
    json.name("groups");
    if (moments.terms.empty()) {
      json.null();
    } else {
      json.objects(std::views::iota(std::size_t{0}, summary.groups.size()),
                   [&](std::size_t group) { writeGroup(json, summary, group); });
    }
  });
  return json.take();
}

FitSummary summaryOf(std::string_view text) {
  const Json json = parsedFields(text, {.bytes = kMostFileBytes, .depth = kMostNested});
  const JsonFields fields(json, "the summary");
  fields.checkFormat(kFormat, kVersion);
  FitSummary summary;
  summary.label = fields.text("label");
  if (!isLabel(summary.label)) {
    JsonFields::refuse("its label is empty, too long, has a slash or is no plain text");
  }
  summary.model = modelFrom(fields.at("model"));
  const Frame frame = frameOf(summary.model);
  const Json& keeps = fields.at("keeps_products");
  if (!keeps.is_boolean()) JsonFields::refuse("\"keeps_products\" is neither true nor false");
  summary.moments = noMoments(frame.design(), scalingOf(frame.design(), summary.model),
                              keeps.get<bool>() ? Keep::productsToo : Keep::sums);
  Moments& moments = summary.moments;
  summary.minimumCell = fields.count("minimum_cell");
  moments.rows = fields.count("rows");
  moments.logWeights = fields.number("log_weights");
  readMissing(summary, fields);
  readTotal(moments, fields);
  const bool isCounted = moments.total[0].hi == static_cast<double>(moments.rows);
  if (summary.model.weights.empty() && !isCounted) {
    JsonFields::refuse("\"total\" does not begin with \"rows\"");
  }
  if (moments.terms.empty() != fields.at("groups").is_null()) {
    JsonFields::refuse("\"groups\" do not go with the formula");
  }
  if (moments.terms.empty()) return summary;
  for (const Json& group : fields.list("groups")) readGroup(summary, group);
  checkWhole(summary);
  return summary;
}

}  // namespace refocus::fitting
