// How R writes expressions, terms and problems.
#include <fmt/format.h>

#include "base/text.hpp"
#include "fitting/data_file_number.hpp"
#include "fitting/formula.hpp"

namespace refocus::fitting {
namespace {

// Names that R reads without backticks: a letter or a dot that no digit follows, then letters,
// digits, dots and underscores.
bool isPlainName(std::string_view name) {
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  const auto isLetter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  if (name.empty() || !(isLetter(name[0]) || name[0] == '.')) return false;
  if (name[0] == '.' && name.size() > 1 && isDigit(name[1])) return false;
  for (const char c : name) {
    if (!isLetter(c) && !isDigit(c) && c != '.' && c != '_') return false;
  }
  return true;
}

std::string callName(const Expression& call) {
  std::string text = call.text + "(";
  for (std::size_t i = 0; i < call.parts.size(); ++i) {
    if (i > 0) text += ", ";
    if (!call.labels[i].empty()) text += call.labels[i] + " = ";
    text += nameOf(call.parts[i]);
  }
  return text + ")";
}

}  // namespace

std::string nameOf(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::name:
      return isPlainName(expression.text) ? expression.text : "`" + expression.text + "`";
    case Expression::Kind::number:
      return numberText(expression.number);
    case Expression::Kind::call:
      return callName(expression);
    case Expression::Kind::prefix:
      return expression.text + nameOf(expression.parts[0]);
    case Expression::Kind::parentheses:
      return "(" + nameOf(expression.parts[0]) + ")";
    case Expression::Kind::infix:
      break;
  }
  const bool isTight = expression.text == "/" || expression.text == "^" || expression.text == ":";
  const std::string_view space = isTight ? "" : " ";
  return fmt::format("{}{}{}{}{}", nameOf(expression.parts[0]), space, expression.text, space,
                     nameOf(expression.parts[1]));
}

std::string nameOf(const TermList& list, const Term& term) {
  std::string text;
  for (const std::size_t variable : term) {
    if (!text.empty()) text += ':';
    text += list.variables[variable].name;
  }
  return text;
}

std::string explained(std::string_view formula, const FormulaProblem& problem) {
  // A caret under the character, whatever its bytes; tabs and line breaks are one blank each.
  std::string line;
  for (const char c : formula) line += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
  const std::string_view before = std::string_view(line).substr(0, problem.at);
  return fmt::format("{}\n  {}\n  {}^", problem.reason, line,
                     std::string(characterCount(before), ' '));
}

}  // namespace refocus::fitting
