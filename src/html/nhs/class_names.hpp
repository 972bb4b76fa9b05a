// A class attribute put together name by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "html/html.hpp"

namespace refocus::html::nhs {

class ClassNames {
 public:
  explicit ClassNames(std::string_view first) : names_(first) {}

  ClassNames& add(std::string_view names) {
    if (names.empty()) return *this;
    if (!names_.empty()) names_ += ' ';
    names_ += names;
    return *this;
  }
  ClassNames& addIf(bool condition, std::string_view names) {
    return condition ? add(names) : *this;
  }
  /// `prefix` and `suffix` as one name, if there is a suffix.
  ClassNames& addVariant(std::string_view prefix, std::string_view suffix) {
    if (suffix.empty()) return *this;
    add(prefix);
    names_ += suffix;
    return *this;
  }
  /// The same, but classes that the page gave itself win: none is added to one with this prefix.
  ClassNames& addVariantUnless(const std::string& given, std::string_view prefix,
                               std::string_view suffix) {
    const bool isGiven =
        given.starts_with(prefix) || given.find(" " + std::string{prefix}) != std::string::npos;
    return isGiven ? *this : addVariant(prefix, suffix);
  }
  [[nodiscard]] std::string_view names() const { return names_; }
  [[nodiscard]] Part attribute() const REFOCUS_LIFETIMEBOUND { return cls(names_); }

 private:
  std::string names_;
};

/// "true" or "false", or empty where it is not said.
[[nodiscard]] inline std::string_view wordOf(const std::optional<bool>& choice) {
  if (!choice) return {};
  return *choice ? "true" : "false";
}

}  // namespace refocus::html::nhs
