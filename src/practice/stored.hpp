// JSON that this room stored, read back strictly. What does not fit is Fault(corrupt), naming the
// thing and the member, never its value (which may be a person's words). A newer version and an
// unknown member are refused as well: saving again would lose what this program cannot read.
// Lengths are not checked here: they are rules for what is typed, and rules may change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/json_view.hpp"
#include "base/time.hpp"
#include "practice/guide.hpp"
#include "practice/thing_version.hpp"

namespace refocus::practice {

/// A stored text, read.
[[nodiscard]] JsonView storedJson(std::string_view what, std::string_view text);

/// The text to store. Throws Fault(invalid) if a string is not UTF-8.
[[nodiscard]] std::string storedText(std::string_view what, const Json& value);

/// An object being read, of 64 members at most. `what` names it in messages ("strength",
/// "conversation's next step"); both it and what the value is in outlive the reader.
class StoredObject {
 public:
  StoredObject(std::string_view what, JsonValue value);

  /// Refuses an object of another version than this.
  void version(std::int64_t readable);

  [[nodiscard]] std::string text(std::string_view member);
  [[nodiscard]] bool flag(std::string_view member);
  [[nodiscard]] std::int64_t number(std::string_view member);
  [[nodiscard]] GuideKey key(std::string_view member);
  [[nodiscard]] AreaRef area(std::string_view member);
  [[nodiscard]] PartialDate date(std::string_view member);
  /// A member that is left out where there is nothing to say.
  [[nodiscard]] std::optional<JsonValue> optional(std::string_view member);
  [[nodiscard]] std::optional<PartialDate> optionalDate(std::string_view member);
  [[nodiscard]] JsonValue member(std::string_view member);
  /// A list, to go through its items.
  [[nodiscard]] JsonValue list(std::string_view member);
  [[nodiscard]] std::vector<std::string> texts(std::string_view member);
  [[nodiscard]] std::vector<GuideKey> keys(std::string_view member);
  [[nodiscard]] std::vector<ThingVersion> thingVersions(std::string_view member);

  /// A value of an enumeration by its stored name.
  template <class Table>
  [[nodiscard]] auto named(std::string_view memberName, const Table& names) {
    const auto value = valueIn(names, textView(memberName));
    if (!value) refuse(memberName, "is no name that this program knows");
    return *value;
  }

  /// Refuses members that were not read.
  void done() const;

  [[noreturn]] void refuse(std::string_view member, std::string_view why) const;

 private:
  [[nodiscard]] std::string_view textView(std::string_view member);

  std::string_view what_;
  JsonValue value_;
  std::uint64_t read_ = 0;  ///< a bit for each member, by its place
};

[[nodiscard]] Json stored(const AreaRef& area);
[[nodiscard]] Json stored(const std::vector<ThingVersion>& things);
[[nodiscard]] Json stored(const ThingVersion& thing);
[[nodiscard]] ThingVersion thingVersionOf(std::string_view what, JsonValue value);

}  // namespace refocus::practice
