#include "practice/page_parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/fault.hpp"
#include "people/account_store.hpp"
#include "people/door.hpp"
#include "record/things.hpp"

namespace refocus::practice {

using html::attr;
using html::cls;
using html::el;
using html::Html;
namespace nhs = html::nhs;

std::expected<Opened, http::Response> openPerson(const PracticeParts& parts, site::Visit& visit,
                                                 record::Reading& reading,
                                                 access::Permission permission,
                                                 record::Deed action) {
  auto record = people::openOrRefuse(visit, reading, visit.idFrom<PersonId>("person"), permission,
                                     action, visit.namedAfter("person"));
  if (!record) return std::unexpected(std::move(record.error()));
  std::string name = parts.directory.nameOf(reading, *record);
  if (name.empty()) name = visit.words()("Name not known");
  return Opened{std::move(*record), std::move(name)};
}

site::Routes routesOf(const PracticeParts& parts, std::initializer_list<PersonRoute> rows) {
  site::Routes routes;
  for (const PersonRoute& row : rows) {
    routes.push_back({row.method, std::string(row.path), row.permission,
                      [parts, page = row.page](site::Visit& visit) { return page(visit, parts); },
                      std::string(row.summary)});
  }
  return routes;
}

Html riskDetails(const PracticeParts& parts, const Words& words) {
  const RiskGuide& risk = parts.risk;
  Html text =
      html::each(risk.words, [&](const std::string& line) { return el("p", words.ofData(line)); });
  if (!risk.calls.empty()) {
    text += el("ul", cls("nhsuk-list nhsuk-list--bullet"),
               html::each(risk.calls, [&](const RiskCall& call) {
                 return el("li", el("strong", words.ofData(call.who)), " – ",
                           words.ofData(call.when), ": ",
                           call.number ? el("strong", *call.number)
                                       : html::text(words("number not filled in yet: ask your team "
                                                          "leader")));
               }));
  }
  return nhs::details({.summary = words.ofData(risk.title), .text = std::move(text)});
}

Html personHeading(std::string_view title, std::string_view name) {
  return el("h1", cls("nhsuk-heading-l"), el("span", cls("nhsuk-caption-l"), name), title);
}

Html dateField(const site::Visit& visit, const DateField& field,
               std::span<const site::FieldProblem> problems) {
  const Words& words = visit.words();
  const auto box = [&](std::string_view part, std::string_view label, const std::string& value,
                       int width) {
    return nhs::DateInputItem{.label = label,
                              .name = field.field + "-" + std::string(part),
                              .value = value,
                              .width = width,
                              .id = field.field + "-" + std::string(part)};
  };
  return nhs::dateInput({.id = field.field,
                         .fieldset = {.legend = {.text = field.legend, .size = nhs::Size::s}},
                         .hint = {.text = field.hint},
                         .errorMessage = site::errorFor(visit, problems, field.field + "-day"),
                         .day = box("day", words("Day"), field.typed.day, 2),
                         .month = box("month", words("Month"), field.typed.month, 2),
                         .year = box("year", words("Year"), field.typed.year, 4)});
}

TypedDate typedDateIn(const http::Fields& fields, std::string_view field) {
  const auto part = [&](std::string_view name) {
    return std::string(fields.text(std::string(field) + "-" + std::string(name)));
  };
  return {.day = part("day"), .month = part("month"), .year = part("year")};
}

std::vector<site::FieldProblem> shown(const site::Visit& visit, const Problems& problems) {
  static constexpr std::array<std::string_view, 3> kDates{"happened", "when", "nextStepWhen"};
  std::vector<site::FieldProblem> shownProblems;
  for (const Problem& problem : problems) {
    std::string field = problem.field;
    if (std::ranges::find(kDates, field) != kDates.end()) field += "-day";
    shownProblems.push_back({std::move(field), problem.message.in(visit.words())});
  }
  return shownProblems;
}

Html wordsParagraph(std::string_view words) { return el("p", html::lines(words)); }

std::string authorName(record::Reading& reading, const AccountId& author, const Words& words) {
  const std::array<AccountId, 1> one{author};
  const auto names = people::accountNames(reading, one);
  return names.empty() ? std::string(words("someone who no longer has an account"))
                       : names.front().second;
}

std::int64_t versionIn(const http::Fields& fields) {
  const std::string_view typed = fields.text("basedOn");
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), version);
  if (error != std::errc{} || end != typed.data() + typed.size()) {
    throw Fault(FaultCode::badRequest, "the form does not say which version it was made from");
  }
  return version;
}

bool isFirst(record::Writing& writing, site::Visit& visit) {
  return record::isFirstSubmission(writing, visit.form().fields.text(site::kSubmissionField));
}

}  // namespace refocus::practice
