#include "base/json.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/fault.hpp"

namespace refocus {
namespace {

/// Characters for the parser that remember how far it has come: it says so itself only of errors in
/// the grammar, not where we stop it.
class Watched {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Watched(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  Watched& operator++() {
    *furthest_ = at_++;
    return *this;
  }
  bool operator==(const Watched& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

/// Builds a value from the parser's events, within limits. An event answers whether to go on.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return place(Json(nullptr)); }
  bool boolean(bool value) override { return place(Json(value)); }
  bool number_integer(number_integer_t value) override { return place(Json(value)); }
  bool number_unsigned(number_unsigned_t value) override { return place(Json(value)); }
  bool number_float(number_float_t value, const string_t&) override { return place(Json(value)); }
  bool string(string_t& value) override { return place(Json(std::move(value))); }
  bool binary(binary_t&) override { return false; }  // is not of JSON's text form
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    const auto& object = *open_.back();
    if (object.size() == limits_.members) {
      return refuse(Sentence(Msgid("An object has more than {most} members."),
                             {{"most", std::to_string(limits_.members)}}));
    }
    if (object.contains(name)) {
      return refuse(Sentence(Msgid("A member’s name is in its object twice.")));
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return refuse(Sentence(Msgid("This is not JSON, or the text is cut short or not UTF-8.")));
  }

  [[nodiscard]] Json take() { return std::move(root_); }
  [[nodiscard]] Sentence reason() const { return reason_.value(); }

 private:
  bool refuse(Sentence reason) {
    reason_ = std::move(reason);
    return false;
  }

  Json* add(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    auto& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &parent.emplace(std::move(key_), std::move(value)).first.value();
  }

  bool place(Json value) {
    (void)add(std::move(value));
    return true;
  }

  // A parent does not grow while a child of it is open, so that the pointers hold.
  bool open(Json empty) {
    if (open_.size() == limits_.depth) {
      return refuse(Sentence(Msgid("Values are nested deeper than {most} levels."),
                             {{"most", std::to_string(limits_.depth)}}));
    }
    open_.push_back(add(std::move(empty)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const JsonLimits& limits_;
  Json root_;
  std::vector<Json*> open_;
  std::string key_;
  std::optional<Sentence> reason_;
};

JsonProblem problemAt(std::string_view text, std::size_t at, Sentence reason) {
  const auto before = text.substr(0, at);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto lineStart = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::size_t>(lines) + 1, at - lineStart + 1, std::move(reason)};
}

class CanonicalText {
 public:
  void add(const Json& value) {
    if (value.is_object()) return addObject(value);
    if (!value.is_array()) {
      text_ += value.dump();
      return;
    }
    char before = '[';
    for (const auto& element : value) {
      text_ += std::exchange(before, ',');
      add(element);
    }
    text_ += value.empty() ? "[]" : "]";
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void addObject(const Json& object) {
    std::vector<std::pair<std::string_view, const Json*>> members;
    for (const auto& [name, value] : object.items()) members.emplace_back(name, &value);
    std::sort(members.begin(), members.end());
    char before = '{';
    for (const auto& [name, value] : members) {
      text_ += std::exchange(before, ',');
      text_ += Json(name).dump();
      text_ += ':';
      add(*value);
    }
    text_ += members.empty() ? "{}" : "}";
  }

  std::string text_;
};

}  // namespace

std::expected<Json, JsonProblem> parseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return std::unexpected(problemAt(text, 0,
                                     Sentence(Msgid("The text is longer than {most} bytes."),
                                              {{"most", std::to_string(limits.bytes)}})));
  }
  const char* furthest = text.data();
  Builder builder(limits);
  const bool good = Json::sax_parse(Watched(text.data(), &furthest),
                                    Watched(text.data() + text.size(), &furthest), &builder);
  if (good) return builder.take();
  const auto at = text.empty() ? 0 : static_cast<std::size_t>(furthest - text.data());
  return std::unexpected(problemAt(text, at, builder.reason()));
}

std::string canonicalJson(const Json& value) {
  try {
    CanonicalText text;
    text.add(value);
    return text.take();
  } catch (const Json::type_error&) {
    throw Fault(FaultCode::invalid, "a text of the JSON value is not UTF-8");
  }
}

}  // namespace refocus
