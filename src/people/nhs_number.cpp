#include "people/nhs_number.hpp"

#include <algorithm>

#include "base/text_parts.hpp"

namespace refocus::people {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<char> nhsCheckDigit(std::string_view nineDigits) {
  if (nineDigits.size() != 9 || !std::all_of(nineDigits.begin(), nineDigits.end(), isDigit)) {
    return std::nullopt;
  }
  int sum = 0;
  int weight = 10;
  for (const char digit : nineDigits) sum += (digit - '0') * weight--;
  const int check = (11 - sum % 11) % 11;
  if (check == 10) return std::nullopt;
  return static_cast<char>('0' + check);
}

std::expected<NhsNumber, NhsNumberProblem> NhsNumber::parse(std::string_view text) {
  std::array<char, 10> digits{};
  std::size_t count = 0;
  for (const char c : withoutBlanks(text)) {
    if (c == '-') continue;
    if (!isDigit(c) || count == digits.size())
      return std::unexpected(NhsNumberProblem::notTenDigits);
    digits.at(count++) = c;
  }
  if (count != digits.size()) return std::unexpected(NhsNumberProblem::notTenDigits);
  if (std::all_of(digits.begin(), digits.end(), [&](char c) { return c == digits.front(); })) {
    return std::unexpected(NhsNumberProblem::sameDigit);
  }
  if (nhsCheckDigit({digits.data(), 9}) != digits.back()) {
    return std::unexpected(NhsNumberProblem::checkDigit);
  }
  return NhsNumber(digits);
}

std::string NhsNumber::text() const {
  const std::string all(digits());
  return all.substr(0, 3) + ' ' + all.substr(3, 3) + ' ' + all.substr(6);
}

Sentence explain(NhsNumberProblem problem) {
  switch (problem) {
    case NhsNumberProblem::notTenDigits:
      return Sentence(Msgid("The NHS number must be 10 digits."));
    case NhsNumberProblem::sameDigit:
      return Sentence(Msgid("The NHS number must not be one digit 10 times."));
    case NhsNumberProblem::checkDigit:
      break;
  }
  return Sentence(Msgid("The NHS number is not valid: its last digit does not fit the others."));
}

}  // namespace refocus::people
