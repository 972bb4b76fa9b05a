// The program's settings: one table that names each, says what it is for, what is allowed and what
// it is unless set. Values come from the settings file (TOML), then the environment, then flags;
// the last one that speaks wins, and each value remembers where it came from.
//
// An unknown key or a value that is not allowed is Fault(configuration), naming file and line (or
// the variable, or the flag) and what is allowed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::app {

enum class SettingType { text, number, boolean, list, webAddress };

/// One row of the table. `key` is "section.name"; its variable is REFOCUS_SECTION_NAME.
struct SettingRow {
  std::string_view key;
  SettingType type;
  std::string_view standard;  ///< the value unless set, as it is written in the file without quotes
  std::string_view help;      ///< the manual: what it is for
  std::int64_t least = 0;     ///< for numbers
  std::int64_t most = 0;
  std::string_view choices = {};  ///< for text: the words allowed, separated by "|"; empty: any
};

[[nodiscard]] std::span<const SettingRow> settingRows();

class Settings {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string& variable)>;
  struct Flag {
    std::string key;
    std::string value;
  };

  /// `file` may be empty: then none is read. A file that is named must be there.
  [[nodiscard]] static Settings read(const std::filesystem::path& file,
                                     const Environment& environment, std::span<const Flag> flags);

  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] std::int64_t number(std::string_view key) const;
  [[nodiscard]] bool isOn(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> list(std::string_view key) const;

  /// Where a value came from: "environment REFOCUS_SERVER_PORT", "refocus.toml, line 3".
  [[nodiscard]] const std::string& source(std::string_view key) const;

  /// Each value and where it came from, a line each, in the order of the table.
  [[nodiscard]] std::string describe() const;

 private:
  struct Value {
    std::string text;
    std::string source;
  };
  [[nodiscard]] const Value& value(std::string_view key) const;
  void readFile(const std::filesystem::path& file);
  void set(const SettingRow& row, std::string text, const std::string& source);

  std::map<std::string, Value, std::less<>> values_;
};

/// The settings file with every setting at its standard value, commented: the manual.
[[nodiscard]] std::string commentedSettings();

/// The process's environment.
[[nodiscard]] Settings::Environment processEnvironment();

}  // namespace refocus::app
