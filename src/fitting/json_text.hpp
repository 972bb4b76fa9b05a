// JSON being written, value after value, in order: in an object `name` goes before each value, as
// in json.name("n").count(403). Numbers have 17 significant digits, which no library's shortest
// form promises; one that is not finite, and an optional that is empty, is null.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::fitting {

class JsonText {
 public:
  /// Of the object's member whose value comes next.
  JsonText& name(std::string_view member);

  void number(double value);
  void number(std::optional<double> value);
  void count(std::uint64_t value);
  void count(std::optional<int> value);
  /// A list of numbers on one line.
  void numbers(std::span<const double> values);
  void text(std::string_view value);
  void texts(std::span<const std::string> values) {
    list(values, [this](const std::string& value) { text(value); });
  }
  void truth(bool value);
  void null();

  /// An object, whose members `write` names and writes.
  template <class Write>
  void object(const Write& write) {
    open('{');
    write();
    close('}');
  }
  /// The same of what may not be there.
  template <class Value, class Write>
  void object(const std::optional<Value>& value, const Write& write) {
    if (!value) return null();
    object([&] { write(*value); });
  }
  /// A list, of which `write` writes one value after the other.
  template <class Values, class Write>
  void list(const Values& values, const Write& write) {
    open('[');
    for (const auto& value : values) write(value);
    close(']');
  }
  /// A list of objects.
  template <class Values, class Write>
  void objects(const Values& values, const Write& write) {
    list(values, [&](const auto& value) { object([&] { write(value); }); });
  }

  /// What has been written, with a line end.
  [[nodiscard]] std::string take();

 private:
  void open(char bracket);
  void close(char bracket);
  void begin();
  void newLine();
  void quoted(std::string_view value);

  std::string text_;
  std::vector<bool> hasMembers_;  ///< of each object and array that is open
  bool isNamed_ = false;          ///< a member's name stands before what comes next
};

}  // namespace refocus::fitting
