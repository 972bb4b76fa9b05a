#include "people/sign_in_rescue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/fault.hpp"
#include "base/ids.hpp"
#include "html/nhs.hpp"
#include "http/form.hpp"
#include "people/account_forms.hpp"
#include "people/session.hpp"
#include "site/parts.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::Html;
namespace nhs = html::nhs;

constexpr std::string_view kReturnField = "return";
constexpr std::string_view kPathField = "kept-path";
constexpr std::string_view kBodyField = "kept-body";
constexpr std::string_view kFilesField = "choose-again";
constexpr std::size_t kMostPathBytes = 2048;

bool isPathToGoTo(std::string_view path) {
  return path.size() <= kMostPathBytes && http::isOwnPath(path) && !path.starts_with("/sign-");
}

bool holdsSecret(const http::Fields& fields) {
  return std::ranges::any_of(fields, [](const http::Field& field) {
    return field.name == "code" || field.name == "recovery-code" ||
           field.name.find("password") != std::string::npos;
  });
}

std::optional<KeptForm> keptForm(std::string_view path, std::string_view body) {
  if (!isPathToGoTo(path) || body.size() > kMostKeptBytes) return std::nullopt;
  const auto fields = http::parseUrlencoded(body);
  if (!fields || holdsSecret(*fields)) return std::nullopt;
  return KeptForm{.path = std::string(path), .body = std::string(body)};
}

bool isOfType(const http::Request& request, std::string_view wanted) {
  const auto type = request.headers.find("Content-Type");
  return type &&
         http::equalIgnoringCase(http::withoutBlanks(type->substr(0, type->find(';'))), wanted);
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

// The page of a form with files, with the rest of what was chosen: "/" where that is too much.
std::string pathOfFormWithFiles(const http::Request& request) {
  const auto form = http::parseForm(request);
  if (!form || holdsSecret(form->fields)) return "/";
  http::Fields query;
  for (const http::Field& field : form->fields) {
    if (!isPlumbing(field)) query.add(field.name, field.value);
  }
  std::string names;
  for (const http::UploadedFile& file : form->files) {
    if (!file.name.empty()) names += (names.empty() ? "" : ", ") + file.name;
  }
  if (!names.empty()) query.add(std::string(kFilesField), names);
  const std::string path = fmt::format("{}?{}", request.path, http::urlencoded(query));
  return isPathToGoTo(path) ? path : "/";
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

Html fieldsToSendAgain(const http::Fields& fields) {
  return html::each(fields, [](const http::Field& field) {
    return field.name == site::kCsrfField ? Html{} : html::hidden(field.name, field.value);
  });
}

}  // namespace

AfterSignIn afterSignIn(const http::Request& request) {
  AfterSignIn next;
  if (request.method == http::Method::get || request.method == http::Method::head) {
    if (isPathToGoTo(request.target)) next.returnTo = request.target;
    return next;
  }
  // What another site wrote must not come to look like the reader's own words.
  if (request.method != http::Method::post || isFromAnotherSite(request)) return next;
  if (isOfType(request, "application/x-www-form-urlencoded")) {
    next.kept = keptForm(request.target, request.body);
  }
  if (isOfType(request, "multipart/form-data")) next.returnTo = pathOfFormWithFiles(request);
  return next;
}

std::string filesToChooseAgain(const http::Fields& query) {
  return std::string(query.text(kFilesField));
}

std::string filesToChooseAgain(const AfterSignIn& next) {
  const std::size_t question = next.returnTo.find('?');
  if (question == std::string::npos) return {};
  const auto query = http::parseUrlencoded(std::string_view(next.returnTo).substr(question + 1));
  return query ? filesToChooseAgain(*query) : std::string{};
}

Html hiddenFields(const AfterSignIn& next) {
  if (!next.kept) return html::hidden(kReturnField, next.returnTo);
  return html::fragment(html::hidden(kPathField, next.kept->path),
                        html::hidden(kBodyField, next.kept->body));
}

AfterSignIn returnAsked(const http::Fields& query) {
  AfterSignIn next;
  if (isPathToGoTo(query.text(kReturnField))) next.returnTo = query.text(kReturnField);
  return next;
}

AfterSignIn readAfterSignIn(const http::Fields& fields) {
  AfterSignIn next = returnAsked(fields);
  next.kept = keptForm(fields.text(kPathField), fields.text(kBodyField));
  return next;
}

http::Response unsavedFormPage(const site::Visit& visit, const KeptForm& kept, const Html& first) {
  const Words& words = visit.words();
  if (!visit.session()) throw Fault(FaultCode::notSignedIn, "an unsaved form has no owner");
  const auto fields = http::parseUrlencoded(kept.body);
  if (!fields) throw Fault(FaultCode::badRequest, std::string(http::wordsOf(fields.error())));
  const nhs::SummaryList written = whatWasWritten(*fields);
  const bool wasPress = written.rows.empty();
  const std::string title(wasPress ? words("You were signed out before this was done")
                                   : words("You were signed out before this was saved"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           heading(title), first,
           wasPress
               ? paragraph(words("You pressed a button. Nothing was changed yet."))
               : html::fragment(paragraph(words("Here is what you wrote. It is not saved yet.")),
                                nhs::summaryList(written)),
           el("form", attr("method", "post"), attr("action", kept.path),
              html::hidden(site::kCsrfField, visit.session()->csrf), fieldsToSendAgain(*fields),
              sendButton(wasPress ? words("Do it now") : words("Save it now"))),
           el("p", el("a", attr("href", "/"),
                      wasPress ? words("Leave it and go to the first page")
                               : words("Leave it unsaved and go to the first page")))),
       .carriesForm = true});
}

}  // namespace refocus::people
