// A model that several trusts agree on before any of them sums up its rows: the formula, how each
// column is read, the levels of factors with their references, what polynomials and columns are
// centred by. One trust makes the file from its data, or somebody writes it; docs/formats
// describes it (fit-summary.md).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "fitting/data_file_reader.hpp"
#include "fitting/formula.hpp"
#include "fitting/json_text.hpp"
#include "statistics/design.hpp"
#include "statistics/moments.hpp"

namespace refocus::fitting {

using statistics::Design;
using statistics::Rows;
using statistics::Scaling;

struct SharedModel {
  struct Column {
    std::string column;
    /// Levels of the fixed part's factors, the reference first; a grouping's may be any.
    ColumnReading reading;
    friend bool operator==(const Column&, const Column&) = default;
  };
  struct Polynomial {
    std::vector<double> centres;
    std::vector<double> squaredNorms;
    friend bool operator==(const Polynomial&, const Polynomial&) = default;
  };
  /// Sums are made of (x − shift) · scale.
  struct Centring {
    double shift = 0;
    double scale = 1;  ///< a power of two
    friend bool operator==(const Centring&, const Centring&) = default;
  };

  std::string formula;
  std::string weights;                            ///< empty: none
  std::vector<Column> columns;                    ///< as Frame::uses
  std::map<std::string, Polynomial> polynomials;  ///< by the variable's name
  std::map<std::string, Centring> centring;       ///< by the column's; the response by its own
};

/// What the second model has otherwise than the first, named so that somebody can put it right;
/// empty where they are the same.
[[nodiscard]] std::optional<std::string> differenceOf(const SharedModel& first,
                                                      const SharedModel& second);

/// Centring that says nothing about one person: a shift is the shortest number between the least
/// and the greatest value, and there is none where values are far apart, or are 0 and 1 only.
[[nodiscard]] std::map<std::string, SharedModel::Centring> centringOf(const Design& design,
                                                                      const Rows& rows);
[[nodiscard]] Scaling scalingOf(const Design& design, const SharedModel& model);

/// The model as one JSON object, written where `json` stands.
void writeModel(JsonText& json, const SharedModel& model);
/// What such an object says. Throws Fault(badRequest) unless every part of it is as described.
[[nodiscard]] SharedModel modelFrom(const Json& json);

/// A model file's text, and a model from one.
[[nodiscard]] std::string modelText(const SharedModel& model);
[[nodiscard]] SharedModel modelOf(std::string_view text);

}  // namespace refocus::fitting
