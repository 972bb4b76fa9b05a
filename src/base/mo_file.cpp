#include "base/mo_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/message_form.hpp"
#include "base/text.hpp"

namespace refocus {
namespace {

constexpr std::uint32_t kMagic = 0x950412DE;
constexpr char kContextEnd = '\4';

std::vector<std::string_view> splitAtZero(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto zero = text.find('\0');
    parts.push_back(text.substr(0, zero));
    if (zero == std::string_view::npos) return parts;
    text.remove_prefix(zero + 1);
  }
}

/// The value of a header line, "Name: value".
std::string_view headerValue(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto line = header.substr(0, header.find('\n'));
    header.remove_prefix(std::min(line.size() + 1, header.size()));
    if (line.starts_with(name)) return trimmed(line.substr(name.size()));
  }
  return {};
}

/// A translation must ask for the values that the English is given: all of them where there is one
/// form; a plural form may leave some out ("one action"), but not ask for others.
bool placeholdersFit(std::string_view translation, const std::set<std::string_view>& given,
                     bool plural) {
  const auto asked = placeholdersOf(translation);
  if (!asked) return false;
  return plural ? std::includes(given.begin(), given.end(), asked->begin(), asked->end())
                : *asked == given;
}

}  // namespace

std::expected<std::shared_ptr<const MoFile>, std::string> MoFile::read(std::string_view bytes) {
  if (bytes.size() > kMaxBytes) return std::unexpected("it is larger than 16 MiB");
  const std::shared_ptr<MoFile> file(new MoFile);
  file->bytes_ = bytes;
  if (auto indexed = file->index(); !indexed) return std::unexpected(std::move(indexed).error());
  return file;
}

std::expected<void, std::string> MoFile::index() {
  const auto magic = word(0);
  bigEndian_ = magic && *magic != kMagic;
  if (!magic || word(0) != kMagic) return std::unexpected("it is no .mo file");
  const auto revision = word(4);
  const auto count = word(8);
  const auto originals = word(12);
  const auto translations = word(16);
  if (!translations || *revision >> 16 > 1) {
    return std::unexpected("it is cut short, or of a newer format");
  }
  // Each entry takes 16 bytes of descriptors, so the loop is bounded by the file's size.
  if (*count > bytes_.size() / 16) return std::unexpected("it is cut short");
  for (std::size_t i = 0; i < *count; ++i) {
    const auto original = stringAt(*originals + i * 8);
    const auto translation = stringAt(*translations + i * 8);
    if (!original || !translation) {
      return std::unexpected(fmt::format("entry {} lies outside the file", i + 1));
    }
    auto added = original->empty() ? readHeader(*translation) : addEntry(*original, *translation);
    if (!added) return added;
  }
  return {};
}

std::expected<void, std::string> MoFile::readHeader(std::string_view header) {
  const auto type = headerValue(header, "Content-Type:");
  if (type.find("charset=UTF-8") == std::string_view::npos) {
    return std::unexpected("its header does not say charset=UTF-8");
  }
  const auto inAll = headerValue(header, "X-Texts-In-All:");
  if (!inAll.empty()) {
    std::size_t number = 0;
    const auto read = std::from_chars(inAll.data(), inAll.data() + inAll.size(), number);
    if (read.ec != std::errc{} || read.ptr != inAll.data() + inAll.size()) {
      return std::unexpected("X-Texts-In-All of its header is no number");
    }
    textsInAll_ = number;
  }
  const auto forms = headerValue(header, "Plural-Forms:");
  if (forms.empty()) return {};
  auto rule = PluralRule::parse(forms);
  if (!rule) return std::unexpected(std::move(rule).error());
  plurals_ = std::move(*rule);
  return {};
}

// The header's msgid is empty and the entries are sorted, so the plural rule is known by now.
std::expected<void, std::string> MoFile::addEntry(std::string_view original,
                                                  std::string_view translation) {
  const auto msgids = splitAtZero(original);
  const auto& msgid = msgids.front();
  const auto refuse = [&](std::string_view why) {
    return std::unexpected(fmt::format("the translation of \"{}\" {}", msgid, why));
  };
  if (!isUtf8(original) || !isUtf8(translation)) {
    return std::unexpected(fmt::format("entry {} is not UTF-8", entries_.size() + 1));
  }
  auto forms = splitAtZero(translation);
  const bool plural = msgids.size() > 1;
  if (forms.size() != (plural ? plurals_.forms() : 1))
    return refuse("has the wrong number of forms");

  const auto text = msgid.substr(msgid.find(kContextEnd) + 1);  // npos + 1 is 0
  const auto given = placeholdersOf(plural ? msgids.at(1) : text);
  if (!given) return refuse("goes with an English text whose braces are no placeholders");
  for (const auto form : forms) {
    if (!placeholdersFit(form, *given, plural)) return refuse("has other placeholders");
  }
  if (!entries_.emplace(msgid, std::move(forms)).second) return refuse("is there twice");
  return {};
}

std::optional<std::uint32_t> MoFile::word(std::size_t offset) const {
  if (offset > bytes_.size() || bytes_.size() - offset < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto shift = 8 * (bigEndian_ ? 3 - i : i);
    value |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes_[offset + i])) << shift;
  }
  return value;
}

std::optional<std::string_view> MoFile::stringAt(std::size_t descriptor) const {
  const auto length = word(descriptor);
  const auto offset = word(descriptor + 4);
  if (!length || !offset) return std::nullopt;
  const std::size_t end = static_cast<std::size_t>(*offset) + *length;
  if (end >= bytes_.size() || bytes_[end] != '\0') return std::nullopt;
  return std::string_view(bytes_).substr(*offset, *length);
}

std::optional<std::string_view> MoFile::find(std::string_view msgid) const {
  const auto found = entries_.find(msgid);
  if (found == entries_.end()) return std::nullopt;
  return found->second.front();
}

std::optional<std::string_view> MoFile::findPlural(std::string_view msgid,
                                                   std::int64_t number) const {
  const auto found = entries_.find(msgid);
  if (found == entries_.end()) return std::nullopt;
  const auto form = plurals_.formFor(number);
  return found->second.at(form < found->second.size() ? form : 0);
}

}  // namespace refocus
