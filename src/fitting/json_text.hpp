// JSON being written, value after value, in order. Numbers have 17 significant digits, which no
// library's shortest form promises; one that is not finite is null. The caller opens and closes in
// pairs and names each member of an object.
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
  void openObject() { open('{'); }
  void closeObject() { close('}'); }
  void openArray() { open('['); }
  void closeArray() { close(']'); }
  void name(std::string_view member);

  void number(double value);
  void number(std::optional<double> value);
  void count(std::uint64_t value);
  /// A list of numbers on one line.
  void numbers(std::span<const double> values);
  void text(std::string_view value);
  void truth(bool value);
  void null();

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
