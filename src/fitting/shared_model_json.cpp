// The model file: written, read, checked.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "fitting/json_fields.hpp"
#include "fitting/shared_model.hpp"

namespace refocus::fitting {
namespace {

constexpr std::string_view kFormat = "refocus fit model";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kMostFileBytes = std::size_t{4} << 20U;
constexpr std::size_t kMostNested = 8;

using JsonNames = std::pair<std::string_view, std::string_view>;

void writeColumn(JsonText& json, const SharedModel::Column& column) {
  json.name("column").text(column.column);
  json.name("read_as").text(column.reading.kind == ColumnKind::numbers ? "numbers" : "levels");
  json.name("values").text(column.reading.values == LevelTable::Values::numbers ? "numbers"
                                                                                : "text");
  json.name("levels");
  if (column.reading.levels) {
    json.texts(*column.reading.levels);
  } else {
    json.null();
  }
}

void writeCentring(JsonText& json, const SharedModel& model) {
  json.name("polynomials").object([&] {
    for (const auto& [name, polynomial] : model.polynomials) {
      json.name(name).object([&, &of = polynomial] {
        json.name("centres").numbers(of.centres);
        json.name("squared_norms").numbers(of.squaredNorms);
      });
    }
  });
  json.name("centring").object([&] {
    for (const auto& [name, centring] : model.centring) {
      json.name(name).object([&, &of = centring] {
        json.name("shift").number(of.shift);
        json.name("scale").number(of.scale);
      });
    }
  });
}

// Which of two words a member is.
bool isFirst(const JsonFields& fields, const char* name, const JsonNames& words) {
  const std::string word = fields.text(name);
  if (word != words.first && word != words.second) {
    JsonFields::refuse(
        fmt::format("\"{}\" is neither \"{}\" nor \"{}\"", name, words.first, words.second));
  }
  return word == words.first;
}

SharedModel::Column columnFrom(const Json& json) {
  const JsonFields fields(json, "a column of the model");
  SharedModel::Column column{.column = fields.text("column"), .reading = {}};
  ColumnReading& reading = column.reading;
  reading.kind =
      isFirst(fields, "read_as", {"numbers", "levels"}) ? ColumnKind::numbers : ColumnKind::levels;
  reading.values = isFirst(fields, "values", {"numbers", "text"}) ? LevelTable::Values::numbers
                                                                  : LevelTable::Values::text;
  if (fields.at("levels").is_null()) return column;
  reading.levels = fields.texts("levels");
  if (reading.kind == ColumnKind::numbers) {
    JsonFields::refuse(fmt::format("{} is read as numbers and has levels", column.column));
  }
  LevelTable table(reading.values);
  for (const std::string& level : *reading.levels) {
    const std::size_t before = table.levels().size();
    if (const auto code = table.add(level); !code || *code != before || level.empty()) {
      JsonFields::refuse(fmt::format("the level {} of {} {}", shownValue(level), column.column,
                                     code ? "is there twice, or empty" : "is too long"));
    }
    if (table.levels().back() != level) {
      JsonFields::refuse(fmt::format("the level {} of {} is written {}", shownValue(level),
                                     column.column, shownValue(table.levels().back())));
    }
  }
  return column;
}

SharedModel::Centring centringFrom(const Json& json, const std::string& name) {
  const JsonFields fields(json, fmt::format("the centring of {}", name));
  const SharedModel::Centring centring{fields.number("shift"), fields.number("scale")};
  int exponent = 0;
  constexpr int kFarthest = 300;  // so that scaled values stay numbers
  if (std::frexp(centring.scale, &exponent) != 0.5 || std::abs(exponent) > kFarthest) {
    JsonFields::refuse(fmt::format("the scale of {} is not a power of two", name));
  }
  return centring;
}

SharedModel::Polynomial polynomialFrom(const Json& json, const std::string& name) {
  const JsonFields fields(json, fmt::format("the polynomial {}", name));
  SharedModel::Polynomial polynomial{fields.numbers("centres"), fields.numbers("squared_norms")};
  for (const double norm : polynomial.squaredNorms) {
    if (!(norm > 0)) JsonFields::refuse(fmt::format("a norm of {} is not above 0", name));
  }
  return polynomial;
}

}  // namespace

void writeModel(JsonText& json, const SharedModel& model) {
  json.object([&] {
    json.name("format").text(kFormat);
    json.name("version").count(kVersion);
    json.name("formula").text(model.formula);
    json.name("weights");
    if (model.weights.empty()) {
      json.null();
    } else {
      json.text(model.weights);
    }
    json.name("columns").objects(
        model.columns, [&](const SharedModel::Column& column) { writeColumn(json, column); });
    writeCentring(json, model);
  });
}

SharedModel modelFrom(const Json& json) {
  const JsonFields fields(json, "the model");
  fields.checkFormat(kFormat, kVersion);
  SharedModel model;
  model.formula = fields.text("formula");
  if (!fields.at("weights").is_null()) model.weights = fields.text("weights");
  for (const Json& column : fields.list("columns")) model.columns.push_back(columnFrom(column));
  for (const auto& [name, value] : fields.object("polynomials").items()) {
    model.polynomials.emplace(name, polynomialFrom(value, name));
  }
  for (const auto& [name, value] : fields.object("centring").items()) {
    model.centring.emplace(name, centringFrom(value, name));
  }
  return model;
}

std::string modelText(const SharedModel& model) {
  JsonText json;
  writeModel(json, model);
  return json.take();
}

SharedModel modelOf(std::string_view text) {
  return modelFrom(parsedFields(text, {.bytes = kMostFileBytes, .depth = kMostNested}));
}

}  // namespace refocus::fitting
