#include "people/break_glass_pages.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "base/text.hpp"
#include "people/account_store.hpp"
#include "people/break_glass.hpp"
#include "people/page_parts.hpp"
#include "people/person_store.hpp"
#include "people/team_store.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::fragment;
using html::Html;
namespace nhs = html::nhs;

constexpr int kListed = 50;

struct Asked {
  PersonId person;
  std::string returnTo;
  std::string reason = {};
  Problems problems = {};
  int status = 200;
};

std::string ownAddress(const PersonId& person) {
  return "/people/" + person.text() + "/break-glass";
}

/// What the button says: in hours where they are whole.
std::string openForText(const Words& words, std::chrono::minutes span) {
  constexpr std::int64_t kMinutesOfAnHour = 60;
  const std::int64_t minutes = span.count();
  if (minutes % kMinutesOfAnHour == 0) {
    return words.plural("Open the record for {count} hour", "Open the record for {count} hours",
                        minutes / kMinutesOfAnHour);
  }
  return words.plural("Open the record for {count} minute", "Open the record for {count} minutes",
                      minutes);
}

http::Response reasonPage(const site::Visit& visit, const Asked& asked) {
  const Words& words = visit.words();
  Html fields = fragment(
      html::hidden("return", asked.returnTo),
      nhs::characterCount(
          {.label = {.text = words("Why do you need to open this record?"), .size = nhs::Size::s},
           .hint = {.text = words("The team leader and the audit trail show your name and what you "
                                  "write here.")},
           .errorMessage = site::errorFor(visit, asked.problems, "reason"),
           .id = "reason",
           .name = "reason",
           .value = asked.reason,
           .maxlength = static_cast<int>(kMaxBreakGlassReason)}),
      nhs::button({.text = openForText(words, visit.site().breakGlassFor),
                   .variant = nhs::ButtonVariant::warning,
                   .preventDoubleClick = true}));
  const std::string title(words("This person is not on your teams' caseloads"));
  return site::page(
      visit,
      {.title = title,
       .content = fragment(
           site::errorSummary(visit, asked.problems), heading(title),
           paragraph(words("You can open the record if you need it to help the person now, "
                           "for example in a crisis or when you stand in for a colleague.")),
           site::form(visit, {.action = ownAddress(asked.person), .content = std::move(fields)})),
       .back = "/",
       .hasErrors = !asked.problems.empty(),
       .status = asked.status});
}

std::vector<AccountId> accountsOf(const std::vector<BreakGlass>& list) {
  std::vector<AccountId> accounts;
  for (const BreakGlass& one : list) accounts.push_back(one.account);
  return accounts;
}

struct Listed {
  std::string team;
  std::vector<nhs::TableRow> rows;
  std::optional<BreakGlassId> next;
};

Listed listOf(site::Visit& visit, record::Reading& reading, Directory& directory) {
  const Words& words = visit.words();
  const TeamId team = visit.idFrom<TeamId>("team");
  const auto before = BreakGlassId::parse(visit.request().query.text("before"));
  auto opened = breakGlassOf(reading, team, before, kListed + 1);
  Listed listed{.team = people::team(reading, team).value_or(Team{}).name};
  if (opened.size() > kListed) {
    opened.pop_back();
    listed.next = opened.back().id;
  }
  const auto names = directory.names(reading);
  const auto workers = accountNames(reading, accountsOf(opened));
  std::string shown;
  for (const BreakGlass& one : opened) {
    const auto card = names->find(one.person);
    const auto who =
        std::ranges::find(workers, one.account, &std::pair<AccountId, std::string>::first);
    listed.rows.push_back(
        {{.text = londonText(one.openedAt, words.language())},
         {.text = who == workers.end() ? std::string() : who->second},
         {.text = card ? shownName(words, card->displayName()) : std::string(words("Erased"))},
         {.text = html::lines(one.reason)}});
    shown += (shown.empty() ? "" : " ") + one.person.text();
  }
  reading.note("break-glass-list", {}, shown);
  return listed;
}

}  // namespace

http::Response breakGlassOffer(const site::Visit& visit, const PersonId& person) {
  const bool isRead = visit.request().method == http::Method::get;
  return reasonPage(visit, {.person = person,
                            .returnTo = isRead ? visit.request().target : std::string(),
                            .status = 403});
}

http::Response breakGlassPage(site::Visit& visit) {
  const PersonId person = visit.idFrom<PersonId>("person");
  visit.read([&](record::Reading& reading) {
    requirePerson(reading, person);
    return true;
  });
  return reasonPage(visit, {.person = person, .returnTo = {}});
}

http::Response breakGlassAnswer(site::Visit& visit) {
  const PersonId person = visit.idFrom<PersonId>("person");
  const http::Form& form = visit.form();
  Asked asked{.person = person, .returnTo = std::string(form.fields.text("return"))};
  asked.reason = std::string(trimmed(form.fields.text("reason")));
  const Words& words = visit.words();
  if (asked.reason.empty()) {
    asked.problems.push_back({"reason", std::string(words("Enter why you need the record"))});
  } else if (characterCount(asked.reason) > kMaxBreakGlassReason) {
    asked.problems.push_back(
        {"reason", words("Use {count} characters or fewer", arg("count", kMaxBreakGlassReason))});
  }
  if (!asked.problems.empty()) {
    asked.status = 422;
    return reasonPage(visit, asked);
  }
  visit.write([&](record::Writing& writing) {
    if (wasSentBefore(writing, form)) return false;
    breakGlass(writing, person, asked.reason, visit.site().breakGlassFor);
    return true;
  });
  return http::redirect(http::isOwnPath(asked.returnTo) ? asked.returnTo
                                                        : "/people/" + person.text());
}

http::Response brokenGlassPage(site::Visit& visit, Directory& directory) {
  const Words& words = visit.words();
  const Listed listed =
      visit.read([&](record::Reading& reading) { return listOf(visit, reading, directory); });
  const std::string title =
      words("Records of {team} opened from outside", arg("team", listed.team));
  Html list = listed.rows.empty()
                  ? paragraph(words("Nobody has opened a record from outside the team."))
                  : nhs::table({.caption = {.text = words("Newest first"), .size = nhs::Size::s},
                                .head = {{.text = words("When")},
                                         {.text = words("Who")},
                                         {.text = words("Whose record")},
                                         {.text = words("Why")}},
                                .rows = listed.rows,
                                .responsive = true});
  if (listed.next) {
    list += el("p", el("a",
                       attr("href", "/teams/" + visit.capture("team") +
                                        "/break-glass?before=" + listed.next->text()),
                       words("Older")));
  }
  return site::page(
      visit, {.title = title, .content = fragment(heading(title), list), .back = "/caseload"});
}

}  // namespace refocus::people
