// A compiled gettext catalogue (.mo), read from bytes: GNU gettext manual, "The Format of GNU MO
// Files". Every offset is checked once, here; afterwards looking up is a hash and no copy. A file
// that is malformed, not UTF-8, or whose translations ask for other values than the English does is
// a reason, never a half-read catalogue.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/plural_rule.hpp"

namespace refocus {

class MoFile {
 public:
  static constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;

  [[nodiscard]] static std::expected<std::shared_ptr<const MoFile>, std::string> read(
      std::string_view bytes);

  /// The translation of a text; with a context, of context + '\4' + text.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view msgid) const;

  /// The translation's form for a number.
  [[nodiscard]] std::optional<std::string_view> findPlural(std::string_view msgid,
                                                           std::int64_t number) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  /// How many texts the program has, as script/words wrote it into the header (X-Texts-In-All);
  /// size() where it does not say. msgfmt leaves out those that are not translated.
  [[nodiscard]] std::size_t textsInAll() const { return textsInAll_.value_or(size()); }

 private:
  MoFile() = default;
  [[nodiscard]] std::expected<void, std::string> index();
  [[nodiscard]] std::expected<void, std::string> readHeader(std::string_view header);
  [[nodiscard]] std::expected<void, std::string> addEntry(std::string_view original,
                                                          std::string_view translation);
  [[nodiscard]] std::optional<std::uint32_t> word(std::size_t offset) const;
  [[nodiscard]] std::optional<std::string_view> stringAt(std::size_t descriptor) const;

  std::string bytes_;  ///< never changed once indexed: everything else points into it
  bool bigEndian_ = false;
  PluralRule plurals_;
  std::optional<std::size_t> textsInAll_;
  std::unordered_map<std::string_view, std::vector<std::string_view>> entries_;
};

}  // namespace refocus
