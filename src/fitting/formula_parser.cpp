#include "fitting/formula_parser.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "fitting/data_file_number.hpp"

namespace refocus::fitting {
namespace {

using enum Expression::Kind;

// Thrown within this file only: a parser that returned it from each of its steps would be twice as
// long.
struct Stop {
  FormulaProblem problem;
};
[[noreturn]] void stop(std::size_t at, std::string reason) { throw Stop{{at, std::move(reason)}}; }

struct Token {
  enum class Kind { name, number, symbol, end };
  Kind kind = Kind::end;
  std::string text;
  double number = 0;
  std::size_t at = 0;

  [[nodiscard]] bool is(std::string_view symbol) const {
    return kind == Kind::symbol && text == symbol;
  }
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) {
  // Beyond ASCII everything counts as a letter: columns are called as they are called.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) ++at_;
    if (at_ == text_.size()) return {.kind = Token::Kind::end, .text = {}, .at = at_};
    const char c = text_[at_];
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (isDigit(c) || (c == '.' && isDigit(after))) return number();
    if (isLetter(c) || c == '.') return name();
    if (c == '`') return quotedName();
    return symbol();
  }

 private:
  Token number() {
    const std::size_t begin = at_;
    const auto digits = [&] {
      while (at_ < text_.size() && isDigit(text_[at_])) ++at_;
    };
    digits();
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      digits();
    }
    const auto value = numberOf(text_.substr(begin, at_ - begin));
    if (!value || !std::isfinite(*value) || (at_ < text_.size() && isLetter(text_[at_]))) {
      stop(begin, "this is no number");
    }
    return {.kind = Token::Kind::number, .text = {}, .number = *value, .at = begin};
  }

  Token name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (isLetter(text_[at_]) || isDigit(text_[at_]) ||
                                  text_[at_] == '.' || text_[at_] == '_')) {
      ++at_;
    }
    return {.kind = Token::Kind::name,
            .text = normalised(text_.substr(begin, at_ - begin)),
            .at = begin};
  }

  Token quotedName() {
    const std::size_t begin = at_++;
    const std::size_t end = text_.find('`', at_);
    if (end == std::string_view::npos) stop(begin, "this ` is never closed");
    if (end == at_) stop(begin, "a name has at least one letter");
    Token token{
        .kind = Token::Kind::name, .text = normalised(text_.substr(at_, end - at_)), .at = begin};
    at_ = end + 1;
    return token;
  }

  Token symbol() {
    static constexpr std::array<std::string_view, 22> kSymbols{
        "||", "&&", "**", "<=", ">=", "==", "!=", "~", "+", "-", "*",
        "/",  "^",  ":",  "(",  ")",  ",",  "|",  "&", "!", "<", ">"};
    const std::size_t begin = at_;
    for (const std::string_view symbol : kSymbols) {
      if (!text_.substr(at_).starts_with(symbol)) continue;
      at_ += symbol.size();
      return {.kind = Token::Kind::symbol,
              .text = std::string(symbol == "**" ? "^" : symbol),
              .at = begin};
    }
    if (text_[at_] == '=') {
      ++at_;
      return {.kind = Token::Kind::symbol, .text = "=", .at = begin};
    }
    if (text_[at_] == '"' || text_[at_] == '\'') {
      stop(begin,
           "formulas know no text: a factor has a column for each level, and --reference names the "
           "level that they are compared with");
    }
    stop(begin, fmt::format("formulas know no {}", shownCharacter()));
  }

  [[nodiscard]] std::string shownCharacter() const {
    return std::string(1, text_[at_] < ' ' ? '?' : text_[at_]);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Binding of the operators, as R's parser has them.
constexpr int kComparisonStrength = 5;
int strengthOf(const Token& token) {
  if (token.kind != Token::Kind::symbol) return 0;
  if (token.text == "~") return 1;
  if (token.text == "|" || token.text == "||") return 2;
  if (token.text == "&" || token.text == "&&") return 3;
  if (isComparison(token.text)) return kComparisonStrength;
  if (token.text == "+" || token.text == "-") return 6;
  if (token.text == "*" || token.text == "/") return 7;
  if (token.text == ":") return 8;
  if (token.text == "^") return 10;
  return 0;
}
constexpr int kNotStrength = 4;
constexpr int kPrefixStrength = 9;

// What an operator before its operand takes with it.
int strengthAfter(const Token& op) {
  if (op.text == "~") return 2;
  return op.text == "!" ? kNotStrength : kPrefixStrength;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text), token_(lexer_.next()) {}

  Expression whole() {
    Expression expression = infixes(1);
    if (token_.kind != Token::Kind::end) {
      stop(token_.at, token_.is(")") ? "this ) has no ( before it"
                                     : "an operator such as + is missing before this");
    }
    return expression;
  }

 private:
  Token take() { return std::exchange(token_, lexer_.next()); }

  // Counts the nesting of what is being read, so that no text can exhaust the stack.
  class Depth {
   public:
    Depth(std::size_t& depth, std::size_t at) : depth_(depth) {
      if (++depth_ > kDeepest) stop(at, "this is nested too deeply");
    }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    std::size_t& depth_;
  };

  Expression infixes(int weakest) {
    const Depth depth(depth_, token_.at);
    Expression left = operand();
    for (;;) {
      const int strength = strengthOf(token_);
      if (strength == 0 || strength < weakest) return left;
      if (++operators_ > kMostTerms) stop(token_.at, "the formula has too many operators");
      const Token op = take();
      if (strength == strengthOf({.kind = Token::Kind::symbol, .text = "|"}) &&
          (token_.is(")") || token_.kind == Token::Kind::end)) {
        stop(op.at, "this random term has no grouping: it is written (1 | team)");
      }
      const bool toTheRight = op.text == "^";
      Expression right = toTheRight ? exponent() : infixes(strength + 1);
      if (strength == kComparisonStrength && isComparison(token_.text)) {
        stop(token_.at, "comparisons do not follow each other: join two by &");
      }
      Expression both{.kind = infix, .text = op.text, .at = op.at};
      both.parts.push_back(std::move(left));
      both.parts.push_back(std::move(right));
      left = std::move(both);
    }
  }

  // x^-1 and x^2^3: what follows ^ may have a sign, and binds to the right.
  Expression exponent() {
    const Depth depth(depth_, token_.at);
    if (token_.is("-") || token_.is("+")) {
      const Token sign = take();
      Expression expression{.kind = prefix, .text = sign.text, .at = sign.at};
      expression.parts.push_back(exponent());
      return expression;
    }
    return infixes(strengthOf({.kind = Token::Kind::symbol, .text = "^"}));
  }

  Expression operand() {
    const Token token = take();
    switch (token.kind) {
      case Token::Kind::number:
        return {.kind = number, .text = {}, .number = token.number, .at = token.at};
      case Token::Kind::name:
        if (token_.is("(")) return call(token);
        return {.kind = name, .text = token.text, .at = token.at};
      case Token::Kind::end:
        stop(token.at, "something is missing at the end");
      case Token::Kind::symbol:
        break;
    }
    if (token.is("+") || token.is("-") || token.is("~") || token.is("!")) {
      Expression expression{.kind = prefix, .text = token.text, .at = token.at};
      expression.parts.push_back(infixes(strengthAfter(token)));
      return expression;
    }
    if (!token.is("(")) stop(token.at, "a name, a number or ( is missing before this");
    Expression expression{.kind = parentheses, .text = {}, .at = token.at};
    expression.parts.push_back(infixes(1));
    close(token.at);
    return expression;
  }

  Expression call(const Token& function) {
    const Token open = take();
    Expression expression{.kind = Expression::Kind::call, .text = function.text, .at = function.at};
    while (!token_.is(")")) {
      if (!expression.parts.empty()) {
        if (!token_.is(",")) close(open.at);
        (void)take();
      }
      Expression argument = infixes(1);
      std::string label;
      if (token_.is("=") && argument.kind == name) {
        (void)take();
        label = argument.text;
        argument = infixes(1);
      }
      expression.parts.push_back(std::move(argument));
      expression.labels.push_back(std::move(label));
    }
    (void)take();
    return expression;
  }

  void close(std::size_t opened) {
    if (token_.kind == Token::Kind::end) stop(opened, "this ( is never closed");
    if (!token_.is(")")) stop(token_.at, "an operator such as + is missing before this");
    (void)take();
  }

  Lexer lexer_;
  Token token_;
  std::size_t depth_ = 0;
  std::size_t operators_ = 0;
};

}  // namespace

std::expected<Expression, FormulaProblem> parseExpression(std::string_view text) {
  if (text.size() > kMostFormulaBytes) {
    return std::unexpected(FormulaProblem{
        kMostFormulaBytes, fmt::format("a formula has at most {} bytes", kMostFormulaBytes)});
  }
  if (!isUtf8(text)) return std::unexpected(FormulaProblem{0, "the formula is not UTF-8"});
  try {
    return Parser(text).whole();
  } catch (Stop& stopped) {
    return std::unexpected(std::move(stopped.problem));
  }
}

}  // namespace refocus::fitting
