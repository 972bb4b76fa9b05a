#include "people/break_glass_pages.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "base/text.hpp"
#include "people/account_store.hpp"
#include "people/break_glass.hpp"
#include "people/directory.hpp"
#include "people/name_search.hpp"
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

constexpr std::size_t kListed = 50;
constexpr std::size_t kAtOnce = 200;  // that a search opens
constexpr std::size_t kMostLookedAt = 10'000;

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
      countedField(visit,
                   {.id = "reason",
                    .label = std::string(words("Why do you need to open this record?")),
                    .hint = std::string(words("The team leader and the audit trail show your name "
                                              "and what you write here.")),
                    .value = asked.reason},
                   kMaxBreakGlassReason, asked.problems),
      nhs::button({.text = openForText(words, visit.site().breakGlassFor),
                   .variant = nhs::ButtonVariant::warning,
                   .preventDoubleClick = true}));
  const std::string title(words("This person is not on your teams’ caseloads"));
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

/// One opening as the list shows it.
struct Opening {
  BreakGlass glass;
  std::string who;    ///< empty where the account is no longer there
  std::string whose;  ///< the person's name, or what stands for one

  [[nodiscard]] bool matches(std::string_view query) const {
    return namesMatch(searchNames({who, whose}), searchWords(query)) ||
           foldedForSearch(glass.reason).find(foldedForSearch(query)) != std::string::npos;
  }
};

std::vector<Opening> openingsIn(const Words& words, record::Reading& reading,
                                const TrustNames& names, std::vector<BreakGlass> batch) {
  std::vector<AccountId> accounts;
  for (const BreakGlass& one : batch) accounts.push_back(one.account);
  std::ranges::sort(accounts);
  accounts.erase(std::ranges::unique(accounts).begin(), accounts.end());
  const auto workers = accountNames(reading, accounts);
  std::vector<Opening> openings;
  for (BreakGlass& one : batch) {
    const auto card = names.find(one.person);
    const auto who =
        std::ranges::find(workers, one.account, &std::pair<AccountId, std::string>::first);
    openings.push_back(
        {.glass = std::move(one),
         .who = who == workers.end() ? std::string() : who->second,
         .whose = card ? shownName(words, card->displayName()) : std::string(words("Erased"))});
  }
  return openings;
}

struct Listed {
  std::string team;
  std::vector<Opening> openings;
  std::optional<BreakGlassId> next;  ///< from before which the list goes on
};

// Reasons and names are encrypted, so a search opens them one after the other, up to a bound.
Listed listOf(site::Visit& visit, record::Reading& reading, Directory& directory,
              std::string_view query) {
  const TeamId team = visit.idFrom<TeamId>("team");
  const std::string wanted = foldedForSearch(query);
  const auto names = directory.names(reading);
  auto before = BreakGlassId::parse(visit.request().query.text("before"));
  Listed listed{.team = people::team(reading, team).value_or(Team{}).name};
  const std::size_t asked = wanted.empty() ? kListed + 1 : kAtOnce;
  for (std::size_t looked = 0; looked < kMostLookedAt; looked += asked) {
    auto batch = breakGlassOf(reading, team, before, static_cast<int>(asked));
    const bool isLast = batch.size() < asked;
    for (Opening& one : openingsIn(visit.words(), reading, *names, std::move(batch))) {
      if (listed.openings.size() == kListed && one.matches(query)) {
        listed.next = before;
        return listed;
      }
      before = one.glass.id;
      if (one.matches(query)) listed.openings.push_back(std::move(one));
    }
    if (isLast) return listed;
  }
  listed.next = before;
  return listed;
}

void noteList(record::Reading& reading, const Listed& listed) {
  std::string shown;
  for (const Opening& one : listed.openings) {
    shown += (shown.empty() ? "" : " ") + one.glass.person.text();
  }
  reading.note("break-glass-list", {}, shown);
}

Html openingsTable(const Words& words, const Listed& listed, bool isSearched) {
  if (listed.openings.empty() && listed.next) {
    return paragraph(words("None of the newest fits. Go on to older ones."));
  }
  if (listed.openings.empty()) {
    return paragraph(isSearched ? words("No record opened from outside the team fits.")
                                : words("Nobody has opened a record from outside the team."));
  }
  nhs::Table table{.caption = {.text = words("Newest first"), .size = nhs::Size::s},
                   .head = {{.text = words("When")},
                            {.text = words("Who")},
                            {.text = words("Whose record")},
                            {.text = words("Why")}},
                   .responsive = true};
  for (const Opening& one : listed.openings) {
    table.rows.push_back({{.text = londonText(one.glass.openedAt, words.language()),
                           .classes = std::string(site::kWhole)},
                          {.text = html::isolated(one.who)},
                          {.text = html::isolated(one.whose)},
                          {.text = html::lines(one.glass.reason)}});
  }
  return nhs::table(table);
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
    if (!isFirstSending(writing, visit)) return false;
    breakGlass(writing, person, asked.reason, visit.site().breakGlassFor);
    return true;
  });
  return http::redirect(http::isOwnPath(asked.returnTo) ? asked.returnTo
                                                        : "/people/" + person.text());
}

http::Response brokenGlassPage(site::Visit& visit, Directory& directory) {
  const Words& words = visit.words();
  const std::string query = searchedFor(visit);
  const std::string address = "/teams/" + visit.capture("team") + "/break-glass";
  const Listed listed = visit.read([&](record::Reading& reading) {
    Listed found = listOf(visit, reading, directory, query);
    noteList(reading, found);
    return found;
  });
  Html older;
  if (listed.next) {
    older = el(
        "p",
        el("a", attr("href", site::withSearch(visit, address + "?before=" + listed.next->text())),
           words("Older")));
  }
  const std::string title =
      words("Records of {team} opened from outside", arg("team", listed.team));
  return site::page(
      visit,
      {.title = title,
       .content = fragment(
           heading(title),
           searchForm(visit, {.action = address,
                              .label = std::string(words("Find by a name or a word of the reason")),
                              .query = query}),
           openingsTable(words, listed, !query.empty()), older),
       .back = "/caseload"});
}

}  // namespace refocus::people
