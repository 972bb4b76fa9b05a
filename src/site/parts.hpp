// What the pages of all rooms are put together from: headings, fields with their error messages,
// pages of long lists, and what a form carries about the version that it was made from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.hpp"
#include "http/fields.hpp"
#include "record/book.hpp"
#include "site/frame.hpp"
#include "site/search.hpp"
#include "site/typed_date.hpp"
#include "site/visit.hpp"

namespace refocus::site {

/// The main heading of a page; one that is somebody's or something's name; and of a page about a
/// person, whose name stands above it.
[[nodiscard]] html::Html heading(std::string_view words);
[[nodiscard]] html::Html nameHeading(std::string_view name);
[[nodiscard]] html::Html personHeading(std::string_view title, std::string_view name);

/// Says that something is done; nothing where there are no words.
[[nodiscard]] html::Html doneBanner(std::string_view words);

struct FieldParts {
  std::string id;  ///< also its name
  std::string label;
  std::string hint = {};
  std::string value = {};  ///< never of a password
  std::string autocomplete = {};
  std::string type = "text";
  std::string inputmode = {};
  int width = 0;  ///< in characters, where the answer has a length of its own; see nhs::Input
};
[[nodiscard]] html::Html textField(const Visit& visit, const FieldParts& field,
                                   std::span<const FieldProblem> problems);

/// Words of several lines, of which there may be `most` characters: says how many are left.
[[nodiscard]] html::Html countedField(const Visit& visit, const FieldParts& field, std::size_t most,
                                      std::span<const FieldProblem> problems);

struct Choice {
  std::string value;
  std::string label;
};
[[nodiscard]] html::Html selectField(const Visit& visit, const FieldParts& field,
                                     std::span<const Choice> choices,
                                     std::span<const FieldProblem> problems);

/// Three boxes: "id-day", "id-month", "id-year". Problems of the date are those of its day's box.
struct DateFieldParts {
  std::string id;
  std::string legend;
  std::string hint = {};
  TypedDate value = {};
};
[[nodiscard]] html::Html dateField(const Visit& visit, const DateFieldParts& field,
                                   std::span<const FieldProblem> problems);

/// A page that is one form: heading, what stands before the fields, the fields.
struct FormPage {
  std::string title;
  std::string action;
  std::string back;
  html::Html fields;  ///< with the button that sends them
  html::Html before = {};
  std::string keep = {};  ///< see FormParts
  bool takesFiles = false;
  int status = 200;  ///< 422 where there are problems, unless it says another
};
/// With the summary of its problems before the heading.
[[nodiscard]] http::Response formPage(const Visit& visit, FormPage parts,
                                      std::span<const FieldProblem> problems);

/// One page of a list of `size`, as `?page=` asks for (the nearest there is).
struct ListPage {
  std::size_t number = 1;
  std::size_t pages = 1;
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] ListPage pageAsked(const Visit& visit, std::size_t size, std::size_t perPage);
/// Links to the pages before and after; `address` is the list's own, with or without a query.
[[nodiscard]] html::Html pager(const Visit& visit, const ListPage& page, std::string_view address);

/// Classes of cells: of a day or a number, which a long name beside it must not break; and of a
/// cell where there is nothing to say, which is left out on phones.
inline constexpr std::string_view kWhole = "app-whole";
inline constexpr std::string_view kNothing = "app-nothing";

/// The name of the hidden field of versionField().
inline constexpr std::string_view kVersionField = "based-on";
/// Which version of a thing a form was made from: the hidden field, and reading it (or another of
/// the kind) back. Throws Fault(badRequest) if the form does not say.
[[nodiscard]] html::Html versionField(std::int64_t number);
[[nodiscard]] std::int64_t versionIn(const http::Fields& fields,
                                     std::string_view name = kVersionField);

/// Whether a field of this name holds a password or a code, which nothing keeps.
[[nodiscard]] bool isSecret(std::string_view fieldName);

/// True the first time this form is sent with what stands in it; what a form asks for that came
/// before has been done. The same form with other words (a page that the browser kept, changed and
/// sent again) is another: it is never passed over. Throws Fault(badRequest) without its token.
[[nodiscard]] bool isFirstSending(record::Writing& writing, Visit& visit);

}  // namespace refocus::site
