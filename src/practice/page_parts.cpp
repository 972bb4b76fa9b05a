#include "practice/page_parts.hpp"

#include <array>

#include "people/account_store.hpp"
#include "people/door.hpp"
#include "practice/plan.hpp"

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
  const Words& words = visit.words();
  auto record = people::openOrRefuse(visit, reading, visit.idFrom<PersonId>("person"), permission,
                                     action, visit.namedAfter("person"));
  if (!record) return std::unexpected(std::move(record.error()));
  std::string name = parts.directory.nameOf(reading, *record);
  if (name.empty()) name = words("Name not known");
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

std::vector<site::FieldProblem> shown(const site::Visit& visit, const Problems& problems) {
  std::vector<site::FieldProblem> shownProblems;
  for (const Problem& problem : problems) {
    shownProblems.push_back({problem.field, problem.message.in(visit.words())});
  }
  return shownProblems;
}

Html wordsParagraph(std::string_view words) { return el("p", html::lines(words)); }

Msgid wordsFor(Tag tag) {
  switch (tag) {
    case Tag::individual:
      return Msgid("In the person");
    case Tag::interpersonal:
      return Msgid("Between people");
    case Tag::environmental:
      return Msgid("In the place they live");
  }
  return Msgid("In the person");
}

Html nextStepOf(const NextStep& step, const Words& words) {
  return html::fragment(
      el("h2", cls("nhsuk-heading-m"), words("Next step")),
      html::each(stepTexts(step, words),
                 [](const std::string& text) { return wordsParagraph(text); }),
      step.when ? el("p", words("When: {day}", arg("day", longText(*step.when, words.language()))))
                : Html{});
}

std::string authorName(record::Reading& reading, const AccountId& author, const Words& words) {
  const std::array<AccountId, 1> one{author};
  const auto names = people::accountNames(reading, one);
  return names.empty() ? std::string(words("someone who no longer has an account"))
                       : names.front().second;
}

Html versionCard(const site::Visit& visit, record::Reading& reading, const RecordedBy& by,
                 Html told) {
  const Words& words = visit.words();
  return nhs::card(
      {.heading = {.text = words("Version {number}", arg("number", by.version)),
                   .size = nhs::Size::s},
       .description = html::fragment(
           std::move(told), el("p", words("Written down by {name} on {time}.",
                                          arg("name", authorName(reading, by.author, words)),
                                          arg("time", londonText(by.madeAt, words.language())))))});
}

http::Response versionsPage(const site::Visit& visit, const Opened& opened,
                            const VersionsPage& parts, Html cards, const site::ListPage& page) {
  return site::page(visit, {.title = parts.title,
                            .content = html::fragment(
                                site::personHeading(parts.title, opened.name), std::move(cards),
                                site::pager(visit, page, parts.thing + "/history")),
                            .back = parts.thing});
}

}  // namespace refocus::practice
