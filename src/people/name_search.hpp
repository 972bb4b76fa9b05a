// How people and workers are found by name, however it is typed: without accents, apostrophes,
// hyphens or blanks, with any of them, in any order of the names, and family name first with a
// comma. Pure text; who may be found is not asked here.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace refocus::people {

/// The names of one person as one text to search in: each as searchWords makes it, on its own line.
[[nodiscard]] std::string searchNames(std::initializer_list<std::string_view> names);

/// Whether the words of a query, one by one or some in a row taken for one, each begin a name at
/// one of its words, whose blanks do not count: so "o brien", "obrien" and "brien" all find
/// O'Brien. Takes what searchNames and searchWords (directory.hpp) made; nothing asked for is in
/// every name.
[[nodiscard]] bool namesMatch(std::string_view names, std::string_view query);

}  // namespace refocus::people
