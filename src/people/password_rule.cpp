#include "people/password_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "base/text.hpp"
#include "people/common_passwords.hpp"
#include "people/password.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kShortBlock = 4;  // characters of which a password is no password

// What the list of everywhere does not know, and who works here tries.
constexpr std::array<std::string_view, 12> kOfTheField{
    "refocus",   "recovery", "mentalhealth", "nhs",      "hospital", "clinic",
    "wellbeing", "careplan", "passphrase",   "changeme", "password", "correcthorsebatterystaple"};

// Rows that fingers run along.
constexpr std::array<std::string_view, 5> kRuns{
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "01234567890123456789012345678901234567890123456789",
    "98765432109876543210987654321098765432109876543210", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"};

// Letters of other scripts count as letters: nobody pads with them.
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 128; }

std::size_t lettersIn(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, isLetter));
}

/// In small letters, without what parts words.
std::string closedUp(std::string_view text) {
  constexpr std::string_view kBetween = " -_.,'";
  std::string closed;
  for (const char c : text) {
    if (kBetween.find(c) != std::string_view::npos) continue;
    closed += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return closed;
}

/// With letters for the figures that are written in their place; 1 may be either.
std::string withLetters(std::string_view text, char one) {
  constexpr std::string_view kFigures = "034578@$!+";
  constexpr std::string_view kLetters = "oeastbasit";
  std::string letters;
  for (const char c : text) {
    const auto at = kFigures.find(c);
    letters += c == '1' ? one : at == std::string_view::npos ? c : kLetters[at];
  }
  return letters;
}

/// The shortest block that gives the text when it is said again and again ("abab" → "ab").
std::string_view withoutRepeats(std::string_view text) {
  for (std::size_t length = 1; length <= text.size() / 2; ++length) {
    if (text.size() % length == 0 && text.substr(length) == text.substr(0, text.size() - length)) {
      return text.substr(0, length);
    }
  }
  return text;
}

std::size_t figuresBefore(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if(text, isLetter) - text.begin());
}
std::size_t figuresAfter(std::string_view text) {
  return static_cast<std::size_t>(std::find_if(text.rbegin(), text.rend(), isLetter) -
                                  text.rbegin());
}
std::string_view withoutFiguresAround(std::string_view text) {
  text.remove_suffix(figuresAfter(text));
  text.remove_prefix(figuresBefore(text));
  return text;
}

bool isCommon(std::string_view text) {
  const auto isListed = [](std::string_view one) {
    const std::string_view block = withoutRepeats(one);
    return block.size() >= kShortBlock && isCommonPassword(block);
  };
  return isListed(text) || isListed(withLetters(text, 'i')) || isListed(withLetters(text, 'l'));
}

/// Whether it is a common password, with any of the figures at its ends or none of them: which of
/// them stand for letters ("princes$2026") cannot be seen.
bool isCommonInside(std::string_view text) {
  if (lettersIn(text) == 0) return isCommon(text);
  const std::size_t before = figuresBefore(text);
  const std::size_t after = figuresAfter(text);
  for (std::size_t left = 0; left <= before; ++left) {
    for (std::size_t right = 0; right <= after; ++right) {
      if (isCommon(text.substr(left, text.size() - left - right))) return true;
    }
  }
  return false;
}

bool isRun(std::string_view block) {
  const std::string_view core = withoutRepeats(withoutFiguresAround(block));
  return std::ranges::any_of(kRuns, [&](std::string_view run) {
    return run.find(block) != std::string_view::npos ||
           (core.size() > kShortBlock && run.find(core) != std::string_view::npos);
  });
}

/// The words of a text, closed up as a password is; those of fewer than three letters say nothing.
void addWords(std::vector<std::string>& words, std::string_view text) {
  constexpr std::size_t kLeastLetters = 3;
  std::string word;
  const auto finish = [&] {
    if (lettersIn(word) >= kLeastLetters) words.push_back(word);
    word.clear();
  };
  for (const char c : foldedForSearch(text)) {
    if (isLetter(c) || (c >= '0' && c <= '9')) {
      word += c;
    } else {
      finish();
    }
  }
  finish();
}

/// What nobody's password may be made of: longest first, so that no word hides behind its part.
std::vector<std::string> ownWords(const PasswordOwner& owner,
                                  std::span<const std::string> siteWords) {
  std::vector<std::string> words(kOfTheField.begin(), kOfTheField.end());
  for (const std::string_view text : {owner.email, owner.name, owner.trust}) addWords(words, text);
  for (const std::string& text : siteWords) {
    addWords(words, text);
    words.push_back(closedUp(foldedForSearch(text)));
  }
  std::erase(words, "");
  std::ranges::sort(words, std::greater{}, &std::string::size);
  return words;
}

/// Whether little more than those words is there: besides them fewer than four letters, or another
/// password that everybody knows.
bool isMadeOf(std::string text, const std::vector<std::string>& words) {
  const std::size_t before = text.size();
  for (const std::string& word : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      text.erase(at, word.size());
    }
  }
  if (text.size() == before) return false;
  return lettersIn(text) < kShortBlock || isCommonInside(text);
}

bool isGuessedFirst(const std::string& text, const std::vector<std::string>& words) {
  const std::string_view block = withoutRepeats(text);
  return block.size() <= kShortBlock || isRun(block) || isCommonInside(block) ||
         isMadeOf(text, words) || isMadeOf(withLetters(text, 'i'), words) ||
         isMadeOf(withLetters(text, 'l'), words);
}

}  // namespace

std::optional<Sentence> passwordProblem(std::string_view password, const PasswordOwner& owner,
                                        std::span<const std::string> siteWords) {
  if (password.empty()) return Sentence(Msgid("Enter a new password"));
  if (password.size() > kMostPasswordBytes) {
    return Sentence(Msgid("The password is too long. Choose a shorter one"));
  }
  if (characterCount(password) < kLeastPasswordCharacters) {
    return Sentence(Msgid("The password must have {count} characters or more"),
                    {{"count", fmt::to_string(kLeastPasswordCharacters)}});
  }
  if (!owner.email.empty() && foldedForSearch(password) == foldedForSearch(owner.email)) {
    return Sentence(Msgid("The password must not be your email address"));
  }
  const std::vector<std::string> words = ownWords(owner, siteWords);
  if (isGuessedFirst(closedUp(password), words) ||
      isGuessedFirst(closedUp(foldedForSearch(password)), words)) {
    return Sentence(
        Msgid("That password is too easy to guess. Choose another, such as three or "
              "more words that do not belong together"));
  }
  return std::nullopt;
}

}  // namespace refocus::people
