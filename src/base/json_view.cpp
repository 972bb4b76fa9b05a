#include "base/json_view.hpp"

#include <simdjson.h>

#include <cstring>

namespace refocus {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostDepth = 64;
constexpr std::size_t kMostMembers = 1000;
constexpr std::size_t kUsualNodes = 32;

}  // namespace

/// Puts what simdjson has read into a view, whose words do not depend on its parser any more.
class JsonView::Filling {
 public:
  /// Names and texts are never longer than they are in the text, escaped and in quotes.
  Filling(JsonView& view, std::size_t textBytes) : view_(view) {
    view.words_ = std::make_unique_for_overwrite<char[]>(textBytes);
    view.nodes_.reserve(kUsualNodes);
  }

  /// False when a limit is passed.
  [[nodiscard]] bool add(std::string_view name, simdjson::dom::element element) {
    using Kind = JsonValue::Kind;
    using simdjson::dom::element_type;
    const std::size_t place = view_.nodes_.size();
    view_.nodes_.push_back({.name = kept(name)});
    switch (element.type()) {
      case element_type::OBJECT:
        if (!addMembers(place, element.get_object().value_unsafe())) return false;
        break;
      case element_type::ARRAY:
        if (!addItems(place, element.get_array().value_unsafe())) return false;
        break;
      case element_type::STRING:
        node(place).kind = Kind::text;
        node(place).text = kept(element.get_string().value_unsafe());
        break;
      case element_type::BOOL:
        node(place).kind = Kind::flag;
        node(place).integer = element.get_bool().value_unsafe() ? 1 : 0;
        break;
      case element_type::INT64:
        node(place).kind = Kind::integer;
        node(place).integer = element.get_int64().value_unsafe();
        break;
      default:
        break;  // fractions, numbers beyond 64 bits, null: there, and of no kind that is asked for
    }
    close(place);
    return true;
  }

 private:
  JsonValue::Node& node(std::size_t place) { return view_.nodes_[place]; }

  bool addMembers(std::size_t place, const simdjson::dom::object& object) {
    node(place).kind = JsonValue::Kind::object;
    for (const auto member : object) {
      if (isTaken(place, member.key) || !add(member.key, member.value)) return false;
      if (++node(place).count > kMostMembers) return false;
      close(place);
    }
    return true;
  }

  bool addItems(std::size_t place, const simdjson::dom::array& array) {
    node(place).kind = JsonValue::Kind::list;
    for (const auto item : array) {
      if (!add({}, item)) return false;
      ++node(place).count;
    }
    return true;
  }

  /// All that came after the node so far is in it.
  void close(std::size_t place) {
    node(place).span = static_cast<std::uint32_t>(view_.nodes_.size() - place);
  }

  /// Our objects have few members, so that looking at each costs less than a set of names.
  bool isTaken(std::size_t object, std::string_view name) {
    for (const JsonValue member : JsonValue(&node(object))) {
      if (member.name() == name) return true;
    }
    return false;
  }

  std::string_view kept(std::string_view words) {
    char* const place = view_.words_.get() + used_;
    if (!words.empty()) std::memcpy(place, words.data(), words.size());
    used_ += words.size();
    return {place, words.size()};
  }

  JsonView& view_;
  std::size_t used_ = 0;
};

std::optional<JsonView> JsonView::read(std::string_view text) {
  if (text.size() > kMostBytes) return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.allocate(text.size(), kMostDepth) != simdjson::SUCCESS ||
      parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  JsonView view;
  if (!Filling(view, text.size()).add({}, root)) return std::nullopt;
  return view;
}

}  // namespace refocus
