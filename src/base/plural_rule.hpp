// Which of a language's plural forms goes with a number: the rule of a gettext catalogue's header,
// e.g. "nplurals=2; plural=(n != 1);", a C expression of the one variable n.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace refocus {

class PluralRule {
 public:
  /// English and most of its neighbours: one, and everything else.
  PluralRule();

  /// Reads the value of a Plural-Forms header; the reason if it is malformed, or if it gives a form
  /// that there is not for a number up to 1000.
  [[nodiscard]] static std::expected<PluralRule, std::string> parse(std::string_view header);

  [[nodiscard]] std::size_t forms() const { return forms_; }
  /// Less than forms(), whatever the number. A number below nought counts as its opposite.
  [[nodiscard]] std::size_t formFor(std::int64_t number) const;

 private:
  friend class PluralRuleParser;
  enum class Operation {
    number,
    variable,
    negate,
    choose,
    either,
    both,
    equal,
    unequal,
    less,
    greater,
    lessOrEqual,
    greaterOrEqual,
    plus,
    minus,
    times,
    over,
    remainder,
  };
  /// Operands are earlier nodes; the last node is the whole expression.
  struct Node {
    Operation operation;
    std::uint64_t value = 0;
    std::size_t first = 0;
    std::size_t second = 0;
    std::size_t third = 0;
  };

  [[nodiscard]] std::uint64_t evaluate(const Node& node, std::uint64_t n) const;
  [[nodiscard]] std::uint64_t evaluateBinary(const Node& node, std::uint64_t n) const;

  std::size_t forms_ = 2;
  std::vector<Node> nodes_;
};

}  // namespace refocus
