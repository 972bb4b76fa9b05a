// Looking for somebody in a list. What is typed, a name or an NHS number, is sent in the body of a
// form, and stands in the list's address sealed for the account that typed it: so that no browser's
// history, no log and no link that is passed on has it. Whoever else opens such an address sees the
// whole list.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "html/html.hpp"
#include "http/fields.hpp"
#include "http/response.hpp"
#include "site/visit.hpp"

namespace refocus::site {

inline constexpr std::array<std::string_view, 1> kOneField{"q"};

/// The search of a list by one field, "q".
struct SearchParts {
  std::string action;  ///< the list's own address
  std::string label;
  std::string hint = {};
  std::string query = {};
};
[[nodiscard]] html::Html searchForm(const Visit& visit, const SearchParts& search);

/// A search with fields of its own, the button among them.
[[nodiscard]] html::Html searchForm(const Visit& visit, std::string_view action, html::Html fields);

/// What the address asks for: the fields that are sealed in it, or else its own.
[[nodiscard]] http::Fields searchAsked(const Visit& visit);

/// The "q" of it, without blanks at either end; empty where it asks for nothing, or is longer than
/// 200 bytes, as no name is.
[[nodiscard]] std::string searchedFor(const Visit& visit);

/// `address` with the search that this visit asked for (the fields of these names), sealed: for
/// links to more of the same.
[[nodiscard]] std::string withSearch(const Visit& visit, std::string_view address,
                                     std::span<const std::string_view> fields = kOneField);

/// Where the forms of searches are sent.
inline constexpr std::string_view kSearchPath = "/search";

/// The address of the list that a sent form of a search names, with what was typed sealed in it.
/// Throws Fault(badRequest) if the form names no page of this site.
[[nodiscard]] std::string searchAddress(const Visit& visit, const http::Fields& sent);

/// POST /search: leads to searchAddress() of what was sent.
[[nodiscard]] http::Response takeSearch(Visit& visit);

}  // namespace refocus::site
