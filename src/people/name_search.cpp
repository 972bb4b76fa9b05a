#include "people/name_search.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text_parts.hpp"
#include "people/directory.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kMostWords = 100;  // more than the longest search has room for
constexpr std::size_t kMostInARow = 6;   // "de la peña y ruiz" for one that is written together

/// Whether the name begins with the letters, blanks of either left out. A name ends with its line.
bool begins(std::string_view name, std::string_view letters) {
  for (const char c : name) {
    letters.remove_prefix(std::min(letters.find_first_not_of(' '), letters.size()));
    if (letters.empty()) return true;
    if (c == ' ') continue;
    if (c != letters.front()) return false;
    letters.remove_prefix(1);
  }
  return letters.find_first_not_of(' ') == std::string_view::npos;
}

bool beginAWord(std::string_view names, std::string_view letters) {
  for (;;) {
    if (begins(names, letters)) return true;
    const auto gap = names.find_first_of(" \n");
    if (gap == std::string_view::npos) return false;
    names.remove_prefix(gap + 1);
  }
}

}  // namespace

std::string searchWords(std::string_view text) { return wordsFoldedForSearch(text); }

std::string searchNames(std::initializer_list<std::string_view> names) {
  std::string all;
  for (const auto name : names) {
    const std::string words = searchWords(name);
    if (words.empty()) continue;
    if (!all.empty()) all += '\n';
    all += words;
  }
  return all;
}

bool namesMatch(std::string_view names, std::string_view query) {
  std::array<std::size_t, kMostWords + 1> starts{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < query.size();) {
    if (count == kMostWords) return false;
    starts.at(count++) = at;
    at = std::min(query.find(' ', at), query.size() - 1) + 1;
  }
  starts.at(count) = query.size();
  // Word after word: up to which of them the names have been found to answer.
  std::array<bool, kMostWords + 1> isAnswered{true};
  for (std::size_t from = 0; from < count; ++from) {
    if (!isAnswered.at(from)) continue;
    const std::size_t last = std::min(count, from + kMostInARow);
    for (std::size_t to = from + 1; to <= last; ++to) {
      const auto letters = query.substr(starts.at(from), starts.at(to) - starts.at(from));
      if (!beginAWord(names, letters)) break;  // nor would more of them
      isAnswered.at(to) = true;
    }
  }
  return isAnswered.at(count);
}

}  // namespace refocus::people
