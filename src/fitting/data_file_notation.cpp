#include "fitting/data_file_notation.hpp"

#include <fmt/format.h>

#include "fitting/data_file_levels.hpp"

namespace refocus::fitting {
namespace {

DecimalMark otherThan(DecimalMark mark) {
  return mark == DecimalMark::point ? DecimalMark::comma : DecimalMark::point;
}

}  // namespace

Notation::Notation(DecimalMark decimal, std::vector<std::string> missing)
    : decimal_(decimal), missing_(std::move(missing)) {
  for (const std::string& text : missing_) {
    if (const auto value = number(text)) missingNumbers_.push_back(*value);
  }
}

bool Notation::isToldMissing(std::string_view field) const {
  const std::string_view bare = withoutBlanks(field);
  if (std::any_of(missing_.begin(), missing_.end(),
                  [&](const std::string& text) { return text == field || text == bare; })) {
    return true;
  }
  const auto value = missingNumbers_.empty() ? std::nullopt : number(field);
  return value && isMissing(*value);
}

std::string Notation::remedyFor(std::string_view text) const {
  if (numberOf(text, otherThan(decimal_))) {
    return decimal_ == DecimalMark::point ? "--decimal comma reads it as a number"
                                          : "without --decimal comma it is a number";
  }
  constexpr std::size_t kLongest = 20;
  const std::string_view bare = withoutBlanks(text);
  if (bare.empty() || bare.size() > kLongest) return "--missing TEXT takes a text as missing";
  return fmt::format("--missing {} takes it as missing", shownValue(bare));
}

}  // namespace refocus::fitting
