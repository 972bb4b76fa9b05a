// NHS numbers: ten digits of which the last checks the rest (modulus 11, NHS Data Dictionary).
// A value of the type has passed its check; what does not pass is a value that says which rule.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/words.hpp"

namespace refocus::people {

enum class NhsNumberProblem {
  notTenDigits,  ///< other characters than digits, blanks and hyphens, or not ten of them
  sameDigit,   ///< one digit ten times: filled in to get past a form, though it may pass the check
  checkDigit,  ///< the tenth digit does not fit the nine before it
};

class NhsNumber {
 public:
  /// Hyphens may stand between the digits, and blanks of any kind anywhere.
  [[nodiscard]] static std::expected<NhsNumber, NhsNumberProblem> parse(std::string_view text);

  /// "9434765919": what is stored and looked up.
  [[nodiscard]] std::string_view digits() const { return {digits_.data(), digits_.size()}; }
  /// "943 476 5919": as people read it.
  [[nodiscard]] std::string text() const;
  auto operator<=>(const NhsNumber&) const = default;

 private:
  explicit NhsNumber(const std::array<char, 10>& digits) : digits_(digits) {}
  std::array<char, 10> digits_;
};

/// The tenth digit for nine digits; nothing where none fits (one in eleven), or for anything but
/// nine digits. Used to make numbers for tests and demonstrations.
[[nodiscard]] std::optional<char> nhsCheckDigit(std::string_view nineDigits);

/// What to tell the person who typed it.
[[nodiscard]] Sentence explain(NhsNumberProblem problem);

}  // namespace refocus::people
