#include "people/sign_in_rescue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/fault.hpp"
#include "base/ids.hpp"
#include "html/nhs.hpp"
#include "http/form.hpp"
#include "people/account_forms.hpp"
#include "people/page_parts.hpp"
#include "people/person_store.hpp"
#include "people/session.hpp"
#include "site/parts.hpp"
#include "site/search.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using html::attr;
using html::el;
using html::Html;
using Kind = KeptForm::Kind;
namespace nhs = html::nhs;

constexpr std::string_view kReturnField = "return";
constexpr std::string_view kSealedPageField = "kept-page";
constexpr std::string_view kSealedFormField = "kept-form";

bool onlyReads(http::Method method) {
  return method == http::Method::get || method == http::Method::head;
}

std::optional<SessionOwner> ownerOfBrowser(const site::Visit& visit) {
  const auto token = sessionToken(visit.request());
  if (!token) return std::nullopt;
  const record::BookParts& parts = visit.book().parts();
  return parts.database.read(
      [&](database::Read& read) { return ownerByCookie(read, parts.keys, *token, parts.clock()); });
}

std::optional<SessionOwner> ownerOfForm(const site::Visit& visit) {
  const auto form = http::parseForm(visit.request());
  if (!form || form->fields.text(site::kCsrfField).empty()) return std::nullopt;
  const record::BookParts& parts = visit.book().parts();
  return parts.database.read([&](database::Read& read) {
    return ownerByFormToken(read, parts.keys, form->fields.text(site::kCsrfField), parts.clock());
  });
}

// Where somebody was in the service, whose record they looked at and what they looked for, is for
// them alone. Without their session it is a link, from another system or the reader's own list.
AfterSignIn backToPage(const site::Visit& visit, Permission permission) {
  const std::string& target = visit.request().target;
  if (!isPathToGoTo(target)) return {};
  const auto owner = target == "/" ? std::nullopt : ownerOfBrowser(visit);
  if (!owner) return {.returnTo = target};
  return {.sealed = sealedFor(visit, *owner, {.permission = permission, .path = target})};
}

// It changes nothing, so nothing of it is unsaved.
bool isSearch(const KeptForm& kept) { return kept.path == site::kSearchPath; }

http::Fields fieldsOf(const KeptForm& kept) {
  auto fields = http::parseUrlencoded(kept.body);
  if (!fields) throw Fault(FaultCode::badRequest, std::string(http::wordsOf(fields.error())));
  return *std::move(fields);
}

/// "preferred_name" as somebody reads it: "Preferred name".
std::string readable(std::string_view fieldName) {
  std::string words(fieldName);
  std::ranges::replace_if(words, [](char c) { return c == '_' || c == '-' || c == '.'; }, ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') {
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  }
  return words;
}

// What forms carry besides the reader's words: tokens, the version they were made from, the button.
bool isPlumbing(const http::Field& field) {
  static constexpr std::array<std::string_view, 4> kNames{site::kCsrfField, site::kSubmissionField,
                                                          site::kVersionField, "press"};
  return std::ranges::find(kNames, field.name) != kNames.end();
}

// What the reader wrote or chose; ids that a form names things by are no words of theirs.
nhs::SummaryList whatWasWritten(const http::Fields& fields) {
  nhs::SummaryList list;
  for (const http::Field& field : fields) {
    if (isPlumbing(field) || field.value.empty() || Uuid::parse(field.value)) continue;
    list.rows.push_back({.key = readable(field.name), .value = html::lines(field.value)});
  }
  return list;
}

// Whose record a form is about, as the account may know them now.
struct About {
  bool isOpen = true;     ///< else the form may hold what the account may not read any more
  std::string name = {};  ///< empty: it is about nobody's record
};

constexpr std::string_view kRecords = "/people/";

std::optional<PersonId> personIn(std::string_view path) {
  const std::size_t at = path.find(kRecords);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = path.substr(at + kRecords.size());
  return PersonId::parse(rest.substr(0, rest.find_first_of("/?")));
}

// Pages below /people/ are of those who read records; the others call somebody by the record's id.
About aboutWhom(const site::Visit& visit, std::string_view path) {
  const auto person = personIn(path);
  if (!person) return {};
  return visit.read([&](record::Reading& reading) -> About {
    if (!path.starts_with(kRecords)) {
      if (!isPerson(reading, *person)) return {.isOpen = false};
      return {.name = recordName(visit.words(), *person)};
    }
    const auto record = reading.open(*person, Permission::readRecord, "person-read");
    if (record) {
      return {.name = shownName(visit.words(), displayName(entryOf(reading, *record).entry))};
    }
    // The reason for opening it from outside holds nothing of it.
    return {.isOpen =
                record.error() == record::Closed::outsideTeams && path.ends_with("/break-glass")};
  });
}

Html sendAgain(const site::Visit& visit, const KeptForm& kept, const http::Fields& fields,
               std::string_view button) {
  return el("form", attr("method", "post"), attr("action", kept.path),
            html::hidden(site::kCsrfField, visit.session()->csrf),
            html::each(fields,
                       [](const http::Field& field) {
                         return field.name == site::kCsrfField
                                    ? Html{}
                                    : html::hidden(field.name, field.value);
                       }),
            sendButton(button));
}

// Back to the page of a form with files, with the rest of what was chosen.
std::string pathOfForm(const KeptForm& kept, const http::Fields& fields) {
  http::Fields query;
  for (const http::Field& field : fields) {
    if (!isPlumbing(field)) query.add(field.name, field.value);
  }
  const std::string path = kept.path.substr(0, kept.path.find('?'));
  const std::string whole = fmt::format("{}?{}", path, http::urlencoded(query));
  return isPathToGoTo(whole) ? whole : path;
}

Html backToFiles(const Words& words, const KeptForm& kept, const http::Fields& fields) {
  return html::fragment(
      html::when(!kept.files.empty(),
                 [&] {
                   return nhs::insetText(
                       {.text = words("A browser does not keep files. Choose these files again: "
                                      "{files}",
                                      arg("files", kept.files))});
                 }),
      nhs::actionLink({.text = words("Open the page again"), .href = pathOfForm(kept, fields)}));
}

Html wayOut(const Words& words, bool wasPress) {
  return el("p", el("a", attr("href", "/"),
                    wasPress ? words("Leave it and go to the first page")
                             : words("Leave it unsaved and go to the first page")));
}

Html ofWhom(const Words& words, const About& about) {
  if (about.name.empty()) return {};
  return paragraph(words("This is about: {name}", arg("name", about.name)));
}

Html unsavedForm(const site::Visit& visit, const KeptForm& kept, const About& about,
                 const http::Fields& fields, const nhs::SummaryList& written) {
  const Words& words = visit.words();
  if (kept.kind == Kind::formWithFiles) {
    return html::fragment(ofWhom(words, about), paragraph(words("Nothing was sent yet.")),
                          nhs::summaryList(written), backToFiles(words, kept, fields),
                          wayOut(words, /*wasPress=*/false));
  }
  if (written.rows.empty()) {
    return html::fragment(
        ofWhom(words, about), paragraph(words("You pressed a button. Nothing was changed yet.")),
        sendAgain(visit, kept, fields, words("Do it now")), wayOut(words, /*wasPress=*/true));
  }
  return html::fragment(
      ofWhom(words, about), paragraph(words("Here is what you wrote. It is not saved yet.")),
      nhs::summaryList(written), sendAgain(visit, kept, fields, words("Save it now")),
      wayOut(words, /*wasPress=*/false));
}

}  // namespace

AfterSignIn afterSignIn(const site::Visit& visit, Permission permission) {
  const http::Request& request = visit.request();
  if (onlyReads(request.method)) return backToPage(visit, permission);
  // What another site wrote must not come to look like the reader's own words.
  if (request.method != http::Method::post || !isPathToGoTo(request.target) ||
      isFromAnotherSite(request)) {
    return {};
  }
  const auto kept = keptForm(request, permission);
  const auto owner = kept ? ownerOfForm(visit) : std::nullopt;
  if (!owner) return {.isLost = true};
  return {.sealed = sealedFor(visit, *owner, *kept), .isForm = !isSearch(*kept)};
}

Html hiddenFields(const AfterSignIn& next) {
  return html::fragment(
      html::hidden(kReturnField, next.returnTo),
      next.sealed.empty()
          ? Html{}
          : html::hidden(next.isForm ? kSealedFormField : kSealedPageField, next.sealed));
}

AfterSignIn returnAsked(const http::Fields& query) {
  AfterSignIn next;
  if (isPathToGoTo(query.text(kReturnField))) next.returnTo = query.text(kReturnField);
  return next;
}

AfterSignIn readAfterSignIn(const http::Fields& fields) {
  AfterSignIn next = returnAsked(fields);
  next.isForm = !fields.text(kSealedFormField).empty();
  next.sealed = fields.text(next.isForm ? kSealedFormField : kSealedPageField);
  return next;
}

AfterSignIn ownPartOf(const site::Visit& visit, const access::Actor& account, AfterSignIn next) {
  if (openedBy(visit, account, next.sealed)) return next;
  return {.returnTo = std::move(next.returnTo)};
}

std::optional<KeptForm> ownLateForm(const site::Visit& visit, Permission permission) {
  const auto owner = ownerOfForm(visit);
  const access::Actor& actor = visit.actor();
  if (owner != SessionOwner{.trust = actor.trust, .account = actor.account}) return std::nullopt;
  return keptForm(visit.request(), permission);
}

std::optional<std::string> pageOf(const site::Visit& visit, const KeptForm& kept) {
  if (kept.kind == Kind::page) return kept.path;
  if (isSearch(kept)) return site::searchAddress(visit, fieldsOf(kept));
  return std::nullopt;
}

http::Response unsavedFormPage(const site::Visit& visit, const KeptForm& kept, const Html& first) {
  const Words& words = visit.words();
  if (!visit.session()) throw Fault(FaultCode::notSignedIn, "an unsaved form has no owner");
  const http::Fields fields = fieldsOf(kept);
  const bool isAllowed = visit.actor().may(kept.permission);
  const About about = isAllowed ? aboutWhom(visit, kept.path) : About{.isOpen = false};
  const nhs::SummaryList written = whatWasWritten(fields);
  const std::string title(written.rows.empty() && kept.kind == Kind::form
                              ? words("You were signed out before this was done")
                              : words("You were signed out before this was saved"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           heading(title), first,
           about.isOpen ? unsavedForm(visit, kept, about, fields, written)
                        : html::fragment(
                              paragraph(words("It is not shown here, as you may not open any "
                                              "more what it was about. Nothing was saved.")),
                              el("p", el("a", attr("href", "/"), words("Go to the first page"))))),
       .carriesForm = true});
}

}  // namespace refocus::people
