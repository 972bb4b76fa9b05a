#include "base/plural_rule.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace refocus {

/// Reads an expression by precedence climbing. Every step consumes a character or ends, and depth
/// is bounded, so that a malformed catalogue costs no more than its length.
class PluralRuleParser {
 public:
  explicit PluralRuleParser(std::string_view text) : rest_(text) {}

  std::optional<std::vector<PluralRule::Node>> whole() {
    if (!choice() || !rest().empty()) return std::nullopt;
    return std::move(nodes_);
  }

 private:
  using Operation = PluralRule::Operation;
  using Place = std::optional<std::size_t>;

  struct Binary {
    std::string_view sign;
    Operation operation;
    int strength;
  };
  // Longer signs first, so that "<=" is not read as "<".
  static constexpr std::array<Binary, 13> kBinaries{{
      {"||", Operation::either, 1},
      {"&&", Operation::both, 2},
      {"==", Operation::equal, 3},
      {"!=", Operation::unequal, 3},
      {"<=", Operation::lessOrEqual, 4},
      {">=", Operation::greaterOrEqual, 4},
      {"<", Operation::less, 4},
      {">", Operation::greater, 4},
      {"+", Operation::plus, 5},
      {"-", Operation::minus, 5},
      {"*", Operation::times, 6},
      {"/", Operation::over, 6},
      {"%", Operation::remainder, 6},
  }};
  static constexpr int kDeepest = 50;

  std::string_view rest() {
    const auto first = rest_.find_first_not_of(" \t");
    rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
    return rest_;
  }

  bool take(std::string_view sign) {
    if (!rest().starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  std::size_t add(PluralRule::Node node) {
    nodes_.push_back(node);
    return nodes_.size() - 1;
  }

  Place choice() {
    if (++depth_ > kDeepest) return std::nullopt;
    auto condition = binary(1);
    if (condition && take("?")) {
      const auto yes = choice();
      if (!yes || !take(":")) return std::nullopt;
      const auto no = choice();
      if (!no) return std::nullopt;
      condition = add({Operation::choose, 0, *condition, *yes, *no});
    }
    --depth_;
    return condition;
  }

  Place binary(int weakest) {
    auto left = operand();
    while (left) {
      const auto* found = nextBinary(weakest);
      if (found == nullptr) break;
      rest_.remove_prefix(found->sign.size());
      const auto right = binary(found->strength + 1);
      if (!right) return std::nullopt;
      left = add({found->operation, 0, *left, *right});
    }
    return left;
  }

  const Binary* nextBinary(int weakest) {
    for (const auto& binary : kBinaries) {
      if (rest().starts_with(binary.sign)) return binary.strength >= weakest ? &binary : nullptr;
    }
    return nullptr;
  }

  Place operand() {
    if (take("(")) {
      const auto inside = choice();
      return take(")") ? inside : std::nullopt;
    }
    if (take("!")) {
      if (++depth_ > kDeepest) return std::nullopt;
      const auto inside = operand();
      --depth_;
      if (!inside) return std::nullopt;
      return add({Operation::negate, 0, *inside});
    }
    if (take("n")) return add({Operation::variable});
    std::uint64_t value = 0;
    const auto text = rest();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return add({Operation::number, value});
  }

  std::string_view rest_;
  std::vector<PluralRule::Node> nodes_;
  int depth_ = 0;
};

PluralRule::PluralRule()
    : nodes_{{Operation::variable}, {Operation::number, 1}, {Operation::unequal, 0, 0, 1}} {}

std::expected<PluralRule, std::string> PluralRule::parse(std::string_view header) {
  const auto malformed = [&](std::string_view why) {
    return std::unexpected(fmt::format("the plural rule {}: {}", why, header.substr(0, 200)));
  };
  constexpr std::string_view kCount = "nplurals=";
  constexpr std::string_view kRule = "plural=";
  if (header.size() > 1000) return malformed("is longer than 1,000 characters");
  const auto countAt = header.find(kCount);
  if (countAt == std::string_view::npos) return malformed("does not say nplurals");
  const auto ruleAt = header.find(kRule, countAt + kCount.size());
  if (ruleAt == std::string_view::npos) return malformed("does not say plural");

  PluralRule rule;
  const auto count = header.substr(countAt + kCount.size());
  const auto parsed = std::from_chars(count.data(), count.data() + count.size(), rule.forms_);
  if (parsed.ec != std::errc{} || rule.forms_ < 1 || rule.forms_ > 10) {
    return malformed("must have from 1 to 10 forms");
  }
  auto expression = header.substr(ruleAt + kRule.size());
  expression = expression.substr(0, expression.find(';'));
  auto nodes = PluralRuleParser(expression).whole();
  if (!nodes) return malformed("is no expression of n");
  rule.nodes_ = std::move(*nodes);
  for (std::uint64_t n = 0; n <= 1000; ++n) {
    if (rule.evaluate(rule.nodes_.back(), n) >= rule.forms_) {
      return malformed(fmt::format("gives a form that there is not for {}", n));
    }
  }
  return rule;
}

std::size_t PluralRule::formFor(std::int64_t number) const {
  const auto n =
      number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  const auto form = evaluate(nodes_.back(), n);
  return form < forms_ ? static_cast<std::size_t>(form) : 0;
}

std::uint64_t PluralRule::evaluate(const Node& node, std::uint64_t n) const {
  const auto value = [&](std::size_t place) { return evaluate(nodes_[place], n); };
  switch (node.operation) {
    case Operation::number:
      return node.value;
    case Operation::variable:
      return n;
    case Operation::negate:
      return value(node.first) == 0 ? 1 : 0;
    case Operation::choose:
      return value(node.first) != 0 ? value(node.second) : value(node.third);
    case Operation::either:
      return value(node.first) != 0 || value(node.second) != 0 ? 1 : 0;
    case Operation::both:
      return value(node.first) != 0 && value(node.second) != 0 ? 1 : 0;
    default:
      return evaluateBinary(node, n);
  }
}

std::uint64_t PluralRule::evaluateBinary(const Node& node, std::uint64_t n) const {
  const auto left = evaluate(nodes_[node.first], n);
  const auto right = evaluate(nodes_[node.second], n);
  switch (node.operation) {
    case Operation::equal:
      return left == right ? 1 : 0;
    case Operation::unequal:
      return left != right ? 1 : 0;
    case Operation::less:
      return left < right ? 1 : 0;
    case Operation::greater:
      return left > right ? 1 : 0;
    case Operation::lessOrEqual:
      return left <= right ? 1 : 0;
    case Operation::greaterOrEqual:
      return left >= right ? 1 : 0;
    case Operation::plus:
      return left + right;
    case Operation::minus:
      return left - right;
    case Operation::times:
      return left * right;
    case Operation::over:
      return right == 0 ? 0 : left / right;
    default:
      return right == 0 ? 0 : left % right;
  }
}

}  // namespace refocus
