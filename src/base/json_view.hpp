// JSON that is read once and not changed: all values of a text in one list, in the text's order, so
// that reading costs a few allocations and not one for each value. For the many small texts that
// the program stored itself; what comes from outside is parseJson's, which says what is wrong
// where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace refocus {

/// A value of a JsonView, which must outlive it.
class JsonValue {
 public:
  enum class Kind : std::uint8_t { object, list, text, flag, integer, other };

  /// One value as it lies in the list, before the values that are in it.
  struct Node {
    std::string_view name;  ///< of the member that it is; empty elsewhere
    std::string_view text;
    std::int64_t integer = 0;
    std::uint32_t span = 1;   ///< how many nodes it and all in it are
    std::uint32_t count = 0;  ///< members or items of its own
    Kind kind = Kind::other;
  };

  explicit JsonValue(const Node* node) : node_(node) {}

  [[nodiscard]] bool isObject() const { return node_->kind == Kind::object; }
  [[nodiscard]] bool isList() const { return node_->kind == Kind::list; }
  /// What it is; nothing where it is of another kind.
  [[nodiscard]] std::optional<std::string_view> text() const {
    return node_->kind == Kind::text ? std::optional(node_->text) : std::nullopt;
  }
  [[nodiscard]] std::optional<bool> flag() const {
    return node_->kind == Kind::flag ? std::optional(node_->integer != 0) : std::nullopt;
  }
  /// A whole number of 64 bits, written without a point or an exponent.
  [[nodiscard]] std::optional<std::int64_t> integer() const {
    return node_->kind == Kind::integer ? std::optional(node_->integer) : std::nullopt;
  }

  [[nodiscard]] std::string_view name() const { return node_->name; }
  /// How many members or items; 0 for what holds none.
  [[nodiscard]] std::size_t size() const { return node_->count; }

  /// Goes through its members or items.
  class Iterator {
   public:
    explicit Iterator(const Node* node) : node_(node) {}
    [[nodiscard]] JsonValue operator*() const { return JsonValue(node_); }
    Iterator& operator++() {
      node_ += node_->span;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Node* node_;
  };
  [[nodiscard]] Iterator begin() const { return Iterator(node_ + 1); }
  [[nodiscard]] Iterator end() const { return Iterator(node_ + node_->span); }

 private:
  const Node* node_;
};

class JsonView {
 public:
  /// Nothing where the text is not JSON in UTF-8, is longer than 1 MiB or nested deeper than 64
  /// levels, or an object has over 1,000 members or two of one name.
  [[nodiscard]] static std::optional<JsonView> read(std::string_view text);

  [[nodiscard]] JsonValue value() const { return JsonValue(nodes_.data()); }

 private:
  class Filling;

  std::vector<JsonValue::Node> nodes_;
  std::unique_ptr<char[]> words_;  ///< all names and texts, after one another
};

}  // namespace refocus
