// A date as people type it: day, month and year in three boxes. It may be known in part: a form
// that asks for when something happened takes a month or a year alone, one that asks for a last day
// does not. Pure: each function answers the value or what is wrong with what was typed; nothing
// throws.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/words.hpp"
#include "http/fields.hpp"

namespace refocus::site {

/// The three boxes. Of the field "from" they are sent as from-day, from-month and from-year.
struct TypedDate {
  std::string day;
  std::string month;
  std::string year;

  [[nodiscard]] static TypedDate from(const http::Fields& fields, std::string_view field);
  /// The boxes filled in again.
  [[nodiscard]] static TypedDate of(const PartialDate& date);
  [[nodiscard]] static TypedDate of(const std::optional<Date>& day);

  /// Whether nothing but blanks was typed.
  [[nodiscard]] bool isEmpty() const;
  bool operator==(const TypedDate&) const = default;
};

/// Which of the three boxes problems of a date link to.
[[nodiscard]] std::string dayBoxOf(std::string_view field);

/// A date of which the day, or day and month, may be left empty. Nothing when all three are. Years
/// from 1900 to 2199.
[[nodiscard]] std::expected<std::optional<PartialDate>, Sentence> partialDateIn(
    const TypedDate& typed);

/// The same where the whole day has to be said.
[[nodiscard]] std::expected<std::optional<Date>, Sentence> dayIn(const TypedDate& typed);

}  // namespace refocus::site
