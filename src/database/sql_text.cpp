#include "database/sql_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace refocus::database {
namespace {

constexpr int kMaxParameters = 999;
constexpr std::size_t kExcerpt = 200;
constexpr std::size_t kMaxValue = std::size_t{256} << 20;

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool isWordStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

[[noreturn]] void refuse(std::string_view why, std::string_view sql) {
  throw Fault(FaultCode::internal, fmt::format("SQL refused: {}, in: {}", why, excerptOf(sql)));
}

struct Token {
  enum class Kind { word, parameter, quoted, other, semicolon, end } kind;
  std::string_view text;
};

/// Reads the tokens of SQL, skipping space and comments.
class Scanner {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  Token next() {
    skipSpace();
    const std::size_t from = at_;
    if (at_ >= sql_.size()) return {Token::Kind::end, sql_.substr(at_)};
    const Token::Kind kind = readOne(sql_[at_]);
    return {kind, sql_.substr(from, at_ - from)};
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
  }

  Token::Kind readOne(char c) {
    if (isWordStart(c)) return readWord();
    if (c == '$') return readParameter();
    if (c == '\'' || c == '"') return readQuoted(c);
    if (c == ':' || c == '?' || c == '@') {
      refuse("`:`, `?` and `@` are not understood by both databases (for a cast, say CAST)", sql_);
    }
    ++at_;
    return c == ';' ? Token::Kind::semicolon : Token::Kind::other;
  }

  void skipSpace() {
    while (at_ < sql_.size()) {
      if (isSpace(sql_[at_])) {
        ++at_;
      } else if (peek(0) == '-' && peek(1) == '-') {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (peek(0) == '/' && peek(1) == '*') {
        skipComment();
      } else {
        return;
      }
    }
  }

  void skipComment() {
    const std::size_t close = sql_.find("*/", at_ + 2);
    if (close == std::string_view::npos) refuse("a comment does not end", sql_);
    // PostgreSQL nests comments, SQLite does not.
    if (sql_.substr(at_ + 2, close - at_ - 2).contains("/*"))
      refuse("a comment in a comment", sql_);
    at_ = close + 2;
  }

  Token::Kind readWord() {
    while (at_ < sql_.size() && (isWordStart(sql_[at_]) || isDigit(sql_[at_]))) ++at_;
    if (peek(0) == '$') refuse("`$` inside a name", sql_);
    if (peek(0) == '\'') refuse("a prefix of a quote, as X'00' or E'…'", sql_);
    return Token::Kind::word;
  }

  Token::Kind readParameter() {
    ++at_;
    if (!isDigit(peek(0))) refuse("`$` without a number", sql_);
    while (isDigit(peek(0))) ++at_;
    if (isWordStart(peek(0)) || peek(0) == '$') refuse("a parameter is $ and a number", sql_);
    return Token::Kind::parameter;
  }

  Token::Kind readQuoted(char quote) {
    const std::size_t close = sql_.find(quote, at_ + 1);
    if (close == std::string_view::npos) refuse("a quote does not end", sql_);
    at_ = close + 1;  // a doubled quote reads as two strings side by side, which is as good here
    return Token::Kind::quoted;
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

bool isWord(std::string_view text, std::string_view lowerCase) {
  return std::ranges::equal(text, lowerCase, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

void refuseTransactionControl(std::string_view firstWord, std::string_view sql) {
  constexpr std::array<std::string_view, 8> kRefused{"begin",    "start",     "commit",  "end",
                                                     "rollback", "savepoint", "release", "abort"};
  if (std::ranges::any_of(kRefused, [&](auto word) { return isWord(firstWord, word); })) {
    refuse("transactions are begun and ended by Database::read and Database::write", sql);
  }
}

int parameterNumber(std::string_view text, std::string_view sql) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc{} || number < 1 || number > kMaxParameters) {
    refuse("parameters are $1 to $999", sql);
  }
  return number;
}

void checkValue(const Param::Value& value, std::size_t number, std::string_view sql) {
  const auto fail = [&](std::string_view why, FaultCode code = FaultCode::invalid) {
    throw Fault(code, fmt::format("parameter ${} {}, in: {}", number, why, excerptOf(sql)));
  };
  std::string_view text;
  if (const auto* real = std::get_if<double>(&value); real != nullptr && std::isnan(*real)) {
    fail("is not a number");
  }
  if (const auto* view = std::get_if<std::string_view>(&value)) text = *view;
  if (const auto* own = std::get_if<std::string>(&value)) text = *own;
  const auto* bytes = std::get_if<ByteView>(&value);
  if (std::max(text.size(), bytes == nullptr ? 0 : bytes->size()) > kMaxValue) {
    fail("is over 256 MiB", FaultCode::tooLarge);
  }
  if (text.contains('\0')) fail("is text with a zero byte");
  if (!isUtf8(text)) fail("is text that is not UTF-8");
}

}  // namespace

int countParameters(std::string_view sql) {
  Scanner scanner(sql);
  std::vector<bool> seen;
  Token token = scanner.next();
  if (token.kind == Token::Kind::end) refuse("there is no statement", sql);
  refuseTransactionControl(token.text, sql);
  for (; token.kind != Token::Kind::end; token = scanner.next()) {
    if (token.kind == Token::Kind::semicolon && scanner.next().kind != Token::Kind::end) {
      refuse("more than one statement", sql);
    }
    if (token.kind != Token::Kind::parameter) continue;
    const auto number = static_cast<std::size_t>(parameterNumber(token.text, sql));
    if (seen.size() < number) seen.resize(number);
    seen[number - 1] = true;
  }
  if (!std::ranges::all_of(seen, [](bool used) { return used; })) {
    refuse("the numbers of its parameters have a gap", sql);
  }
  return static_cast<int>(seen.size());
}

std::vector<std::string_view> splitScript(std::string_view script) {
  Scanner scanner(script);
  std::vector<std::string_view> statements;
  const char* begin = nullptr;
  for (;;) {
    const Token token = scanner.next();
    const bool divides = token.kind == Token::Kind::semicolon || token.kind == Token::Kind::end;
    if (token.kind == Token::Kind::parameter) refuse("a script has no parameters", script);
    if (!divides && begin == nullptr) {
      begin = token.text.data();
      refuseTransactionControl(token.text, script);
    }
    if (divides && begin != nullptr) {
      statements.emplace_back(begin, static_cast<std::size_t>(token.text.data() - begin));
      begin = nullptr;
    }
    if (token.kind == Token::Kind::end) return statements;
  }
}

void checkParams(int expected, Params params, std::string_view sql) {
  if (params.size() != static_cast<std::size_t>(expected)) {
    refuse(fmt::format("it has {} parameters and was given {}", expected, params.size()), sql);
  }
  for (std::size_t i = 0; i < params.size(); ++i) checkValue(params[i].value(), i + 1, sql);
}

std::string excerptOf(std::string_view sql) {
  std::string line;
  for (const char c : sql) {
    const char shown = isSpace(c) ? ' ' : c;
    if (shown != ' ' || (!line.empty() && line.back() != ' ')) line += shown;
    if (line.size() == kExcerpt) return line + "…";
  }
  return line;
}

}  // namespace refocus::database
