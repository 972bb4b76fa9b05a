#include "site/parts.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/bytes.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "record/seal.hpp"
#include "record/things.hpp"

namespace refocus::site {
namespace {

using html::attr;
using html::cls;
using html::el;
using html::Html;
namespace nhs = html::nhs;

// A number from 1; nothing for anything else.
std::optional<int> numberOf(std::string_view typed) {
  int number = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  if (error != std::errc{} || end != typed.data() + typed.size() || number < 1) return std::nullopt;
  return number;
}

}  // namespace

Html heading(std::string_view words) { return nhs::heading({.text = words, .size = nhs::Size::l}); }

Html nameHeading(std::string_view name) {
  return nhs::heading({.text = html::isolated(name), .size = nhs::Size::l});
}

Html personHeading(std::string_view title, std::string_view name) {
  return el("h1", cls("nhsuk-heading-l"), el("span", cls("nhsuk-caption-l"), html::isolated(name)),
            title);
}

Html textField(const Visit& visit, const FieldParts& field,
               std::span<const FieldProblem> problems) {
  nhs::Input input{.label = {.text = field.label, .size = nhs::Size::s},
                   .hint = {.text = field.hint},
                   .errorMessage = errorFor(visit, problems, field.id),
                   .id = field.id,
                   .name = field.id,
                   .value = field.value,
                   .type = field.type,
                   .width = field.width,
                   .autocomplete = field.autocomplete,
                   .inputmode = field.inputmode};
  if (field.type == "text" && field.inputmode.empty()) input.attributes = html::anyDirection();
  if (field.type == "email") {
    input.autocapitalize = "none";
    input.spellcheck = false;
  }
  return nhs::input(input);
}

Html countedField(const Visit& visit, const FieldParts& field, std::size_t most,
                  std::span<const FieldProblem> problems) {
  const Words& words = visit.words();
  const Arg number = arg("count", "%{count}");  // the script that counts puts it in
  return nhs::characterCount(
      {.label = {.text = field.label, .size = nhs::Size::s},
       .hint = {.text = field.hint},
       .errorMessage = errorFor(visit, problems, field.id),
       .id = field.id,
       .name = field.id,
       .value = field.value,
       .maxlength = static_cast<int>(most),
       .textareaDescriptionText = words("You can write up to {count} characters", number),
       .charactersUnderLimitText = {.other = words("Characters left: {count}", number)},
       .charactersAtLimitText = std::string(words("No characters left")),
       .charactersOverLimitText = {.other = words("Characters too many: {count}", number)},
       .attributes = html::anyDirection()});
}

Html selectField(const Visit& visit, const FieldParts& field, std::span<const Choice> choices,
                 std::span<const FieldProblem> problems) {
  nhs::Select select{.label = {.text = field.label, .size = nhs::Size::s},
                     .hint = {.text = field.hint},
                     .errorMessage = errorFor(visit, problems, field.id),
                     .id = field.id,
                     .name = field.id,
                     .value = field.value};
  for (const Choice& choice : choices) {
    select.items.push_back({.value = choice.value, .text = choice.label});
  }
  return nhs::select(select);
}

Html dateField(const Visit& visit, const DateFieldParts& field,
               std::span<const FieldProblem> problems) {
  const Words& words = visit.words();
  const auto box = [&](std::string_view part, std::string_view label, const std::string& value,
                       int width) {
    const std::string name = field.id + std::string(part);
    return nhs::DateInputItem{
        .label = label, .name = name, .value = value, .width = width, .id = name};
  };
  return nhs::dateInput({.id = field.id,
                         .fieldset = {.legend = {.text = field.legend, .size = nhs::Size::s}},
                         .hint = {.text = field.hint},
                         .errorMessage = errorFor(visit, problems, dayBoxOf(field.id)),
                         .day = box("-day", words("Day"), field.value.day, 2),
                         .month = box("-month", words("Month"), field.value.month, 2),
                         .year = box("-year", words("Year"), field.value.year, 4)});
}

Html doneBanner(std::string_view words) {
  return words.empty()
             ? Html{}
             : nhs::notificationBanner({.text = words, .variant = nhs::BannerVariant::success});
}

http::Response formPage(const Visit& visit, FormPage parts,
                        std::span<const FieldProblem> problems) {
  return page(visit, {.title = parts.title,
                      .content = html::fragment(errorSummary(visit, problems), heading(parts.title),
                                                parts.before,
                                                form(visit, {.action = std::move(parts.action),
                                                             .content = std::move(parts.fields),
                                                             .keep = std::move(parts.keep),
                                                             .takesFiles = parts.takesFiles})),
                      .back = std::move(parts.back),
                      .hasErrors = !problems.empty(),
                      .status = parts.status});
}

ListPage pageAsked(const Visit& visit, std::size_t size, std::size_t perPage) {
  ListPage page;
  page.pages = std::max<std::size_t>(1, (size + perPage - 1) / perPage);
  const auto asked = numberOf(visit.request().query.text("page"));
  page.number = asked ? std::min(static_cast<std::size_t>(*asked), page.pages) : 1;
  page.begin = std::min(size, (page.number - 1) * perPage);
  page.end = std::min(size, page.begin + perPage);
  return page;
}

Html pager(const Visit& visit, const ListPage& page, std::string_view address) {
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

Html versionField(std::int64_t number) {
  return html::hidden(kVersionField, std::to_string(number));
}

std::int64_t versionIn(const http::Fields& fields, std::string_view name) {
  const std::string_view typed = fields.text(name);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), version);
  if (error != std::errc{} || end != typed.data() + typed.size()) {
    throw Fault(FaultCode::badRequest, "the form does not say which version it was made from");
  }
  return version;
}

bool isSecret(std::string_view fieldName) {
  return fieldName == "code" || fieldName == "recovery-code" ||
         fieldName.find("password") != std::string_view::npos;
}

bool isFirstSending(record::Writing& writing, Visit& visit) {
  const http::Fields& sent = visit.form().fields;
  if (sent.text(kSubmissionField).empty()) {
    throw Fault(FaultCode::badRequest, "the form does not say which sending it is");
  }
  // By a key, since a bare digest of few words could be guessed at.
  Bytes all;
  record::appendField(all, "sending");
  record::appendField(all, visit.request().path);
  for (const http::Field& field : sent) {
    if (field.name == kCsrfField || isSecret(field.name)) continue;
    record::appendField(all, field.name);
    record::appendField(all, field.value);
  }
  return record::isFirstSubmission(
      writing, toBase64Url(record::mac(visit.site().book.parts().keys.indexKey(), all)));
}

}  // namespace refocus::site
