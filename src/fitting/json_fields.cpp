#include "fitting/json_fields.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/fault.hpp"
#include "base/words.hpp"

namespace refocus::fitting {
namespace {

// Whole numbers up to here are exact doubles, and their sums over trusts do not overflow.
constexpr std::uint64_t kMostCount = std::uint64_t{1} << 53U;
// Sums and centrings of values that the arithmetic is made for stay far below.
constexpr double kMostSize = 1e120;

}  // namespace

Json parsedFields(std::string_view text, const JsonLimits& limits) {
  auto value = parseJson(text, limits);
  if (!value) {
    const JsonProblem& problem = value.error();
    JsonFields::refuse(fmt::format("line {}, column {}: {}", problem.line, problem.column,
                                   problem.reason.in(Words())));
  }
  return *std::move(value);
}

JsonFields::JsonFields(const Json& object, std::string what)
    : object_(object), what_(std::move(what)) {
  if (!object.is_object()) refuse(fmt::format("{} is not a JSON object", what_));
}

void JsonFields::refuse(const std::string& reason) { throw Fault(FaultCode::badRequest, reason); }

const Json& JsonFields::at(const char* name) const {
  const auto found = object_.find(name);
  if (found == object_.end()) refuse(fmt::format("{} has no \"{}\"", what_, name));
  return *found;
}

std::string JsonFields::textOf(const Json& value, const char* name) const {
  if (!value.is_string()) refuse(fmt::format("\"{}\" of {} is not text", name, what_));
  return value.get<std::string>();
}

double JsonFields::numberOf(const Json& value, const char* name) const {
  if (!value.is_number() || !(std::abs(value.get<double>()) <= kMostSize)) {
    refuse(fmt::format("\"{}\" of {} is not a number, or too large a one", name, what_));
  }
  return value.get<double>();
}

std::string JsonFields::text(const char* name) const { return textOf(at(name), name); }

double JsonFields::number(const char* name) const { return numberOf(at(name), name); }

std::uint64_t JsonFields::count(const char* name) const {
  const Json& value = at(name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMostCount) {
    refuse(fmt::format("\"{}\" of {} is not a count", name, what_));
  }
  return value.get<std::uint64_t>();
}

const Json& JsonFields::list(const char* name) const {
  const Json& value = at(name);
  if (!value.is_array()) refuse(fmt::format("\"{}\" of {} is not a list", name, what_));
  return value;
}

const Json& JsonFields::object(const char* name) const {
  const Json& value = at(name);
  if (!value.is_object()) refuse(fmt::format("\"{}\" of {} is not an object", name, what_));
  return value;
}

std::vector<double> JsonFields::numbers(const char* name) const {
  std::vector<double> values;
  for (const Json& value : list(name)) values.push_back(numberOf(value, name));
  return values;
}

std::vector<std::string> JsonFields::texts(const char* name) const {
  std::vector<std::string> values;
  for (const Json& value : list(name)) values.push_back(textOf(value, name));
  return values;
}

void JsonFields::checkFormat(std::string_view format, std::uint64_t version) const {
  if (text("format") != format) refuse(fmt::format("{} is not a \"{}\"", what_, format));
  if (count("version") == version) return;
  refuse(fmt::format("{} is of version {}; this program reads version {}", what_, count("version"),
                     version));
}

}  // namespace refocus::fitting
