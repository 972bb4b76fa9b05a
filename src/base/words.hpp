// Wording in the reader's language. The English text is the key: `words("Sign in")` answers the
// translation, or the English itself where there is none.
//
// script/words collects the texts from these calls, so they are spelt just so and hold literals:
//   words("Sign in")                                        words is the variable's name everywhere
//   words("Plan for {name}", arg("name", person.name))
//   words.plural("{count} action", "{count} actions", n)    {count} is given by itself
//   words.context("verb", "Record")                         where one English text has two meanings
//   Msgid("Daily living")                                   for tables; later words(area.label)
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refocus {

namespace detail {
consteval bool checkedPlaceholders(std::string_view text);
}

/// An English text of the program, known when it is compiled. Its placeholders are `{name}` (small
/// letters, digits and _); a text with a brace in any other place does not compile.
class Msgid {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is how a text is written.
  consteval Msgid(const char* text)
      : text_(text), hasPlaceholders_(detail::checkedPlaceholders(text_)) {}
  [[nodiscard]] constexpr std::string_view text() const { return text_; }
  [[nodiscard]] constexpr bool hasPlaceholders() const { return hasPlaceholders_; }
  auto operator<=>(const Msgid&) const = default;

 private:
  std::string_view text_;
  bool hasPlaceholders_;
};

/// One value for a placeholder. Borrows text: for use in the call that it is written in.
class Arg {
 public:
  Arg(std::string_view name, std::string_view value) : name_(name), text_(value) {}
  template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
  Arg(std::string_view name, Number value) : name_(name) {
    const auto end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), value).ptr;
    digitCount_ = static_cast<std::size_t>(end - digits_.data());
  }
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view value() const {
    return digitCount_ == 0 ? text_ : std::string_view(digits_.data(), digitCount_);
  }

 private:
  std::string_view name_;
  std::string_view text_;
  std::array<char, 24> digits_{};
  std::size_t digitCount_ = 0;
};

template <class Value>
[[nodiscard]] Arg arg(std::string_view name, const Value& value) {
  return Arg(name, value);
}

class MoFile;

/// One language's wording. Cheap to copy; readable from any thread. Views that it answers live as
/// long as the program's texts and the catalogue. A placeholder without an argument throws
/// Fault(internal): that is a defect of the caller.
class Words {
 public:
  /// English.
  Words() = default;
  Words(std::string language, std::shared_ptr<const MoFile> catalogue);

  /// The language's tag, as in HTML's lang: "en", "cy".
  [[nodiscard]] const std::string& language() const { return language_; }

  [[nodiscard]] std::string_view operator()(Msgid text) const;

  template <std::same_as<Arg>... Args>
    requires(sizeof...(Args) > 0)
  [[nodiscard]] std::string operator()(Msgid text, const Args&... args) const {
    return filled(formOf(text.text()), std::array<Arg, sizeof...(Args)>{args...});
  }

  template <std::same_as<Arg>... Args>
  [[nodiscard]] std::string plural(Msgid one, Msgid many, std::int64_t count,
                                   const Args&... args) const {
    return filled(pluralForm(one, many, count),
                  std::array<Arg, sizeof...(Args) + 1>{Arg("count", count), args...});
  }

  [[nodiscard]] std::string_view context(std::string_view meaning, Msgid text) const;

  /// The translation of a text that comes from a site's data (guides), or the text itself.
  [[nodiscard]] std::string_view ofData(std::string_view text) const;

  /// The form with its placeholders replaced; values that run from right to left are isolated.
  [[nodiscard]] static std::string filled(std::string_view form, std::span<const Arg> args);

 private:
  [[nodiscard]] std::string_view formOf(std::string_view text) const;
  [[nodiscard]] std::string_view pluralForm(Msgid one, Msgid many, std::int64_t count) const;

  std::string language_ = "en";
  std::shared_ptr<const MoFile> catalogue_;
};

/// A sentence that a rule answers and a page says later, in the reader's language: what is wrong
/// with a field, why a row was not imported. Write it Sentence(Msgid("…"), {{"name", value}}).
class Sentence {
 public:
  struct Part {
    std::string name;
    std::string value;
    auto operator<=>(const Part&) const = default;
  };

  explicit Sentence(Msgid text, std::vector<Part> parts = {})
      : text_(text), parts_(std::move(parts)) {}
  [[nodiscard]] std::string in(const Words& words) const;
  [[nodiscard]] Msgid msgid() const { return text_; }
  bool operator==(const Sentence&) const = default;

 private:
  Msgid text_;
  std::vector<Part> parts_;
};

/// Every language whose catalogue holds more than nine tenths of the texts: a page is in one
/// language, and says which.
class Catalogues {
 public:
  /// English only.
  Catalogues() = default;

  /// Reads each `<language>.mo` of the folder (a missing folder means English only); one that is
  /// too far from whole is passed over, and its readers are given English, said as English. Throws
  /// Fault(configuration), naming file and reason, if one is malformed or if a translation's
  /// placeholders are not those of its English text.
  [[nodiscard]] static Catalogues load(const std::filesystem::path& folder);

  /// The wording for a language tag; "cy-GB" finds "cy"; English where nothing fits.
  [[nodiscard]] const Words& of(std::string_view language) const;

  /// Tags, English first, then sorted.
  [[nodiscard]] std::vector<std::string> languages() const;

 private:
  Words english_;
  std::map<std::string, Words, std::less<>> others_;
};

namespace detail {

/// Not constexpr: reaching it while compiling is the error, and its name the message.
void placeholdersAreWrittenAsNameInBraces();

constexpr bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether a text has placeholders; does not compile if they are written in another way.
consteval bool checkedPlaceholders(std::string_view text) {
  bool any = false;
  if (text.empty()) placeholdersAreWrittenAsNameInBraces();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}') placeholdersAreWrittenAsNameInBraces();
    if (text[i] != '{') continue;
    const auto start = ++i;
    while (i < text.size() && isNameCharacter(text[i])) ++i;
    if (i == start || i == text.size() || text[i] != '}') placeholdersAreWrittenAsNameInBraces();
    any = true;
  }
  return any;
}

}  // namespace detail

}  // namespace refocus
