// What the pages of this room have in common: their addresses, the opened record with the person's
// name, what to do about a risk, problems beside their fields.
#pragma once

#include <expected>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.hpp"
#include "html/nhs.hpp"
#include "practice/practice_routes.hpp"
#include "practice/practice_store.hpp"
#include "practice/problem.hpp"
#include "site/parts.hpp"

namespace refocus::practice {

/// Where each page about a person is.
class Addresses {
 public:
  explicit Addresses(const PersonId& person) : base_("/people/" + person.text()) {}

  [[nodiscard]] const std::string& person() const { return base_; }
  [[nodiscard]] std::string conversation() const { return base_ + "/strengths"; }
  /// The same after something was recorded, which it then says.
  [[nodiscard]] std::string saved() const { return conversation() + "?done=saved"; }
  [[nodiscard]] std::string area(const GuideKey& area) const {
    return base_ + "/strengths/areas/" + area.text();
  }
  [[nodiscard]] std::string nothing() const { return base_ + "/strengths/nothing"; }
  [[nodiscard]] std::string finish() const { return base_ + "/strengths/finish"; }
  [[nodiscard]] std::string guess() const { return base_ + "/strengths/guess"; }
  [[nodiscard]] std::string strength(const ThingId& id) const {
    return base_ + "/strength/" + id.text();
  }
  [[nodiscard]] std::string action(const ThingId& id) const {
    return base_ + "/action/" + id.text();
  }
  [[nodiscard]] std::string newAction() const { return base_ + "/actions/new"; }
  [[nodiscard]] std::string pastConversation(const ThingId& id) const {
    return base_ + "/conversation/" + id.text();
  }
  [[nodiscard]] std::string plan() const { return base_ + "/plan"; }

 private:
  std::string base_;
};

/// A record that a page has opened, with the name to call the person by.
struct Opened {
  record::PersonRecord record;
  std::string name;
};

/// Opens the record of the path's {person}, or answers what the page gives back instead. The audit
/// entry has the action, and as its subject what else the path names: a strength, a conversation.
[[nodiscard]] std::expected<Opened, http::Response> openPerson(const PracticeParts& parts,
                                                               site::Visit& visit,
                                                               record::Reading& reading,
                                                               access::Permission permission,
                                                               record::Deed action);

/// The page that `work(reading, opened)` makes of the record of the path's {person}, or what is
/// given back when that record does not open.
template <class Work>
http::Response readPerson(site::Visit& visit, const PracticeParts& parts, record::Deed action,
                          const Work& work) {
  return visit.read([&](record::Reading& reading) -> http::Response {
    auto opened = openPerson(parts, visit, reading, access::Permission::readRecord, action);
    if (!opened) return std::move(opened.error());
    return work(reading, *opened);
  });
}

/// The same for a change, in one transaction: `work(writing, opened)`.
template <class Work>
http::Response writePerson(site::Visit& visit, const PracticeParts& parts, record::Deed action,
                           const Work& work) {
  return visit.write([&](record::Writing& writing) -> http::Response {
    auto opened = openPerson(parts, visit, writing, access::Permission::writeRecord, action);
    if (!opened) return std::move(opened.error());
    return work(writing, *opened);
  });
}

/// A row of this room's site map, and the rows as the program takes them.
struct PersonRoute {
  http::Method method;
  std::string_view path;
  access::Permission permission;
  http::Response (*page)(site::Visit&, const PracticeParts&);
  std::string_view summary;
};
[[nodiscard]] site::Routes routesOf(const PracticeParts& parts,
                                    std::initializer_list<PersonRoute> rows);

/// One press away on every conversation page: the site's own text on what to do about a risk.
[[nodiscard]] html::Html riskDetails(const PracticeParts& parts, const Words& words);

/// Problems as the frame shows them: said in the visit's language.
[[nodiscard]] std::vector<site::FieldProblem> shown(const site::Visit& visit,
                                                    const Problems& problems);

/// The list of a person's words, each on its own line, lines kept.
[[nodiscard]] html::Html wordsParagraph(std::string_view words);

/// Where a strength lies, as pages say it.
[[nodiscard]] Msgid wordsFor(Tag tag);

/// What was agreed at the end of a conversation, under its heading.
[[nodiscard]] html::Html nextStepOf(const NextStep& step, const Words& words);

/// Who wrote each of these versions, by name, for pages that show history.
[[nodiscard]] std::string authorName(record::Reading& reading, const AccountId& author,
                                     const Words& words);

/// A page of every version of one thing, newest first and some at a time.
struct VersionsPage {
  std::string title;
  std::string thing;  ///< the address of the thing itself; its versions are below it
};
inline constexpr std::size_t kVersionsPerPage = 20;

/// A version as a card: its number, what it says, who wrote it and when.
[[nodiscard]] html::Html versionCard(const site::Visit& visit, record::Reading& reading,
                                     const RecordedBy& by, html::Html told);
[[nodiscard]] http::Response versionsPage(const site::Visit& visit, const Opened& opened,
                                          const VersionsPage& parts, html::Html cards,
                                          const site::ListPage& page);

/// The same of a thing's versions, each told by `tell(value)`. Throws Fault(notFound) if there are
/// none.
template <class Value, class Tell>
http::Response versionsPage(const site::Visit& visit, record::Reading& reading,
                            const Opened& opened, const VersionsPage& parts, const ThingId& id,
                            const Tell& tell) {
  const auto versions = versionsOf<Value>(reading, opened.record, id);
  if (versions.empty()) throw Fault(FaultCode::notFound, "the record has no such thing");
  const site::ListPage page = site::pageAsked(visit, versions.size(), kVersionsPerPage);
  html::Html cards;
  for (const auto& version : std::span(versions).subspan(page.begin, page.end - page.begin)) {
    cards += versionCard(visit, reading, version, tell(version.value));
  }
  return versionsPage(visit, opened, parts, std::move(cards), page);
}

}  // namespace refocus::practice
