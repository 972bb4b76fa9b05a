// What is asked of a new password: length, and that it is none of those that are tried first. No
// rules about kinds of characters. A rule that it breaks is a Sentence for the page.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/words.hpp"

namespace refocus::people {

inline constexpr std::size_t kLeastPasswordCharacters = 12;

/// Whose password it is to be: what somebody who knows them tries first.
struct PasswordOwner {
  std::string_view email;
  std::string_view name = {};
  std::string_view trust = {};  ///< its name
};

/// What is wrong with a new password; nothing if it may be used. Refused is one of the common
/// passwords, also with other figures round it, with figures for letters, or said again and again;
/// a run of keys; and what is made of the owner's own words, those of the field, or `siteWords`,
/// which a site refuses besides. Words that merely stand in a longer passphrase are not refused.
[[nodiscard]] std::optional<Sentence> passwordProblem(std::string_view password,
                                                      const PasswordOwner& owner,
                                                      std::span<const std::string> siteWords = {});

}  // namespace refocus::people
