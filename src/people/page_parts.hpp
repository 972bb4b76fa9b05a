// What the pages of people, teams and administration share: dates typed as three numbers, choices,
// pages of a long list, and whether a form was sent before.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "html/html.hpp"
#include "people/account_forms.hpp"
#include "people/directory.hpp"
#include "site/frame.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// A date as it was typed: `id` names the fields id-day, id-month, id-year.
struct TypedDate {
  std::string day;
  std::string month;
  std::string year;

  [[nodiscard]] static TypedDate from(const http::Form& form, std::string_view id);
  [[nodiscard]] static TypedDate of(const PartialDate& date);
  [[nodiscard]] bool empty() const { return day.empty() && month.empty() && year.empty(); }
};

/// The day; nothing where nothing was typed; a problem added (and nothing) where it is no day.
[[nodiscard]] std::optional<Date> dayOf(const site::Visit& visit, const TypedDate& typed,
                                        const std::string& id, Problems& problems);
/// The same, where day, or day and month, may be left empty.
[[nodiscard]] std::optional<PartialDate> partialDateOf(const site::Visit& visit,
                                                       const TypedDate& typed,
                                                       const std::string& id, Problems& problems);

struct DateFieldParts {
  std::string id;
  std::string legend;
  std::string hint = {};
  TypedDate value = {};
};
[[nodiscard]] html::Html dateField(const site::Visit& visit, const DateFieldParts& field,
                                   const Problems& problems);

struct Choice {
  std::string value;
  std::string label;
};
[[nodiscard]] html::Html selectField(const site::Visit& visit, const FieldParts& field,
                                     std::span<const Choice> choices, const Problems& problems);

/// A line of text that must be there and no longer than `most` characters, trimmed and in NFC.
[[nodiscard]] std::string lineOf(const site::Visit& visit, const http::Form& form,
                                 const std::string& id, std::size_t most, std::string_view missing,
                                 Problems& problems);

/// One page of a list of `size`, as `?page=` asks for (the nearest there is).
struct ListPage {
  std::size_t number = 1;
  std::size_t pages = 1;
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] ListPage pageAsked(const site::Visit& visit, std::size_t size, std::size_t perPage);
/// Links to the pages before and after; `address` is the list's own, with or without a query.
[[nodiscard]] html::Html pager(const site::Visit& visit, const ListPage& page,
                               std::string_view address);

/// The name, or words for there being none.
[[nodiscard]] std::string shownName(const Words& words, std::string_view name);
[[nodiscard]] std::string dayText(const Words& words, Date day);
[[nodiscard]] std::string dayText(const Words& words, const std::optional<Date>& day);
/// "From 1 March 2026" or "1 March 2026 to 3 May 2026".
[[nodiscard]] std::string spanText(const Words& words, Date from, const std::optional<Date>& until);

/// True when the form was sent before: what it asks for has been done.
[[nodiscard]] bool wasSentBefore(record::Writing& writing, const http::Form& form);

}  // namespace refocus::people
