#include "people/page_parts.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "record/things.hpp"

namespace refocus::people {
namespace {

using html::Html;
namespace nhs = html::nhs;

std::optional<int> numberOf(std::string_view typed) {
  int number = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  if (error != std::errc{} || end != typed.data() + typed.size() || number < 1) return std::nullopt;
  return number;
}

void addDateProblem(const site::Visit& visit, const std::string& id, Problems& problems) {
  problems.push_back(
      {id + "-day", std::string(visit.words()("Enter a real date, like 27 3 2026"))});
}

// The text form that parseDate and PartialDate::parse read; empty where the numbers are none.
std::string isoText(const TypedDate& typed) {
  const auto year = numberOf(typed.year);
  if (!year || *year > 9999) return {};
  const auto padded = [](int number, std::size_t width) {
    std::string digits = std::to_string(number);
    return std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits;
  };
  std::string text = padded(*year, 4);
  for (const std::string* part : {&typed.month, &typed.day}) {
    if (part->empty()) continue;
    const auto number = numberOf(*part);
    if (!number || *number > 31) return {};
    text += "-" + padded(*number, 2);
  }
  return text;
}

}  // namespace

TypedDate TypedDate::from(const http::Form& form, std::string_view id) {
  const auto part = [&](std::string_view name) {
    return std::string(trimmed(form.fields.text(std::string(id) + std::string(name))));
  };
  return {part("-day"), part("-month"), part("-year")};
}

TypedDate TypedDate::of(const PartialDate& date) {
  const std::string text = date.text();
  const auto part = [&](std::size_t from, std::size_t length) {
    if (text.size() < from + length) return std::string();
    std::string digits = text.substr(from, length);
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
  };
  return {part(8, 2), part(5, 2), part(0, 4)};
}

std::optional<Date> dayOf(const site::Visit& visit, const TypedDate& typed, const std::string& id,
                          Problems& problems) {
  if (typed.empty()) return std::nullopt;
  auto day = parseDate(isoText(typed));
  if (!day) addDateProblem(visit, id, problems);
  return day;
}

std::optional<PartialDate> partialDateOf(const site::Visit& visit, const TypedDate& typed,
                                         const std::string& id, Problems& problems) {
  if (typed.empty()) return std::nullopt;
  const bool dayWithoutMonth = !typed.day.empty() && typed.month.empty();
  auto date = dayWithoutMonth ? std::nullopt : PartialDate::parse(isoText(typed));
  if (!date) addDateProblem(visit, id, problems);
  return date;
}

Html dateField(const site::Visit& visit, const DateFieldParts& field, const Problems& problems) {
  const Words& words = visit.words();
  const auto item = [&](std::string_view part, std::string_view label, const std::string& value,
                        int width) {
    const std::string name = field.id + "-" + std::string(part);
    return nhs::DateInputItem{
        .label = label, .name = name, .value = value, .width = width, .id = name};
  };
  return nhs::dateInput({.id = field.id,
                         .fieldset = {.legend = {.text = field.legend, .size = nhs::Size::s}},
                         .hint = {.text = field.hint},
                         .errorMessage = site::errorFor(visit, problems, field.id + "-day"),
                         .day = item("day", words("Day"), field.value.day, 2),
                         .month = item("month", words("Month"), field.value.month, 2),
                         .year = item("year", words("Year"), field.value.year, 4)});
}

Html selectField(const site::Visit& visit, const FieldParts& field, std::span<const Choice> choices,
                 const Problems& problems) {
  nhs::Select select{.label = {.text = field.label},
                     .hint = {.text = field.hint},
                     .errorMessage = site::errorFor(visit, problems, field.id),
                     .id = field.id,
                     .name = field.id,
                     .value = field.value};
  for (const Choice& choice : choices) {
    select.items.push_back({.value = choice.value, .text = choice.label});
  }
  return nhs::select(select);
}

std::string lineOf(const site::Visit& visit, const http::Form& form, const std::string& id,
                   std::size_t most, std::string_view missing, Problems& problems) {
  std::string line = normalised(trimmed(form.fields.text(id)));
  const Words& words = visit.words();
  if (line.empty() && !missing.empty()) {
    problems.push_back({id, std::string(missing)});
  } else if (characterCount(line) > most) {
    problems.push_back({id, words("Use {count} characters or fewer", arg("count", most))});
  } else if (hasControlCharacters(line, LineBreaks::refused)) {
    problems.push_back({id, std::string(words("Use letters, numbers and signs only"))});
  }
  return line;
}

ListPage pageAsked(const site::Visit& visit, std::size_t size, std::size_t perPage) {
  ListPage page;
  page.pages = std::max<std::size_t>(1, (size + perPage - 1) / perPage);
  const auto asked = numberOf(visit.request().query.text("page"));
  page.number = asked ? std::min(static_cast<std::size_t>(*asked), page.pages) : 1;
  page.begin = std::min(size, (page.number - 1) * perPage);
  page.end = std::min(size, page.begin + perPage);
  return page;
}

Html pager(const site::Visit& visit, const ListPage& page, std::string_view address) {
  if (page.pages < 2) return {};
  const Words& words = visit.words();
  const auto to = [&](std::size_t number) {
    const char joint = address.find('?') == std::string_view::npos ? '?' : '&';
    return std::string(address) + joint + "page=" + std::to_string(number);
  };
  const auto step = [&](std::size_t number, std::string_view text) {
    if (number < 1 || number > page.pages) return nhs::PaginationStep{};
    return nhs::PaginationStep{.href = to(number),
                               .text = text,
                               .label = words("Page {number} of {pages}", arg("number", number),
                                              arg("pages", page.pages))};
  };
  return nhs::pagination({.previous = step(page.number - 1, words("Previous page")),
                          .next = step(page.number + 1, words("Next page")),
                          .ariaLabel = std::string(words("Pages of this list"))});
}

std::string shownName(const Words& words, std::string_view name) {
  return std::string(name.empty() ? words("Name not known") : name);
}

std::string dayText(const Words& words, Date day) {
  return longText(PartialDate(day), words.language());
}

std::string dayText(const Words& words, const std::optional<Date>& day) {
  return day ? dayText(words, *day) : std::string();
}

std::string spanText(const Words& words, Date from, const std::optional<Date>& until) {
  if (!until) return words("From {from}", arg("from", dayText(words, from)));
  return words("{from} to {until}", arg("from", dayText(words, from)),
               arg("until", dayText(words, *until)));
}

bool wasSentBefore(record::Writing& writing, const http::Form& form) {
  return !record::isFirstSubmission(writing, form.fields.text(site::kSubmissionField));
}

}  // namespace refocus::people
