#include "site/frame.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "record/seal.hpp"

namespace refocus::site {
namespace {

using html::attr;
using html::cls;
using html::el;
using html::Html;
namespace nhs = html::nhs;

std::string freshToken(const Visit& visit) {
  Bytes token(16);
  visit.random(token);
  return toBase64Url(token);
}

Html csrfField(const Visit& visit) {
  return visit.session() ? html::hidden(kCsrfField, visit.session()->csrf) : Html{};
}

nhs::HeaderAccount accountMenu(const Visit& visit) {
  const Words& words = visit.words();
  if (!visit.session()) {
    return {.items = {{.text = words("Sign in"), .href = "/sign-in"}},
            .ariaLabel = std::string(words("Account"))};
  }
  return {
      .items = {{.text = html::isolated(visit.session()->name), .href = "/account", .icon = true},
                {.text = words("Sign out"), .action = "/sign-out", .fields = csrfField(visit)}},
      .ariaLabel = std::string(words("Account"))};
}

nhs::HeaderNavigation navigation(const Visit& visit) {
  const Words& words = visit.words();
  nhs::HeaderNavigation menu{.ariaLabel = std::string(words("Menu"))};
  if (!visit.session()) return menu;
  const std::string_view here = visit.request().path;
  for (const NavigationItem& item : visit.site().navigation) {
    if (!visit.actor().may(item.permission)) continue;
    menu.items.push_back({.text = visit.words()(item.text),
                          .href = std::string(item.path),
                          .current = here == item.path,
                          .active = here != item.path && here.starts_with(item.path)});
  }
  return menu;
}

// What this page means for words that the browser keeps until they are saved, and whose page it is.
html::Attributes keeping(const Visit& visit, const PageContent& content, int status) {
  html::Attributes attributes;
  if (visit.session()) attributes.add("data-keep-account", visit.actor().account.text());
  if (content.carriesForm) {
    attributes.add("data-keep-hold", "carried");
  } else if (status >= 400) {
    attributes.add("data-keep-hold", "unsaved");
  }
  return attributes;
}

// Named for the account too: words never come back to somebody else who signs in.
std::string keptAs(const Visit& visit, const std::string& keep) {
  if (keep.empty() || !visit.session()) return {};
  return visit.actor().account.text() + " " + keep;
}

// Only pages of the account hold it, so what is sealed with it in a browser is theirs to read.
std::string keepSeal(const Visit& visit, const std::string& keep) {
  if (keep.empty()) return {};
  const record::Key key = visit.site().book.parts().keys.indexKey();
  const access::Actor& actor = visit.actor();
  return record::blindIndex(key, "kept-words", actor.trust.text(), actor.account.text());
}

Html keptNotice(const Visit& visit, const std::string& keep) {
  const Words& words = visit.words();
  if (keep.empty()) return {};
  return el("div", attr("data-keep-notice"), attr("hidden"),
            nhs::insetText({.text = words("What you wrote here before is back. It is not "
                                          "saved yet.")}));
}

std::string_view plainWords(const Words& words, FaultCode code) {
  return words.ofData(meaningOf(code).plainWords);
}

std::string_view whatToDo(const Words& words, FaultCode code) {
  if (code == FaultCode::forbidden) {
    return words("If you need it for your work, ask an administrator of your service.");
  }
  if (meaningOf(code).httpStatus >= 500) {
    return words(
        "What you saved before is safe. If this goes on, tell the person who looks after "
        "this service.");
  }
  return words("You can go back and try again, or start from the first page.");
}

}  // namespace

http::Response page(const Visit& visit, PageContent content) {
  const Words& words = visit.words();
  const Site& site = visit.site();
  std::string title = content.hasErrors
                          ? words("Error: {title} – {service}", arg("title", content.title),
                                  arg("service", site.serviceName))
                          : words("{title} – {service}", arg("title", content.title),
                                  arg("service", site.serviceName));
  const int status = content.hasErrors && content.status == 200 ? 422 : content.status;
  html::Attributes bodyAttributes = keeping(visit, content, status);
  html::PageParts parts{
      .title = std::move(title),
      .lang = words.language() == "en" ? "en-GB" : words.language(),
      .assets = site.assets,
      .skipLink = {.text = words("Skip to main content")},
      .header = {.service = {.text = site.serviceName, .href = "/"},
                 .account = accountMenu(visit),
                 .navigation = navigation(visit)},
      .beforeContent = content.back.empty()
                           ? Html{}
                           : el("nav", attr("aria-label", words("Back")),
                                nhs::backLink({.text = words("Back"), .href = content.back})),
      .content = std::move(content.content),
      .bodyClasses = std::move(content.bodyClasses),
      .bodyAttributes = std::move(bodyAttributes)};
  return http::html(html::page(std::move(parts)).take(), status);
}

html::Html form(const Visit& visit, FormParts parts) {
  const std::string keep = keptAs(visit, parts.keep);
  const std::string seal = keepSeal(visit, keep);
  return el("form", attr("method", "post"), attr("action", parts.action), attr("novalidate"),
            parts.takesFiles ? attr("enctype", "multipart/form-data") : html::Part{},
            html::attrIf("data-keep", keep), html::attrIf("data-keep-seal", seal), csrfField(visit),
            html::hidden(kSubmissionField, freshToken(visit)), keptNotice(visit, keep),
            parts.content);
}

html::Html errorSummary(const Visit& visit, std::span<const FieldProblem> problems) {
  const Words& words = visit.words();
  if (problems.empty()) return {};
  nhs::ErrorSummary summary{.heading = words("There is a problem")};
  for (const FieldProblem& problem : problems) {
    summary.errorList.push_back({.text = problem.message, .href = "#" + problem.field});
  }
  return nhs::errorSummary(summary);
}

html::nhs::ErrorMessage errorFor(const Visit& visit, std::span<const FieldProblem> problems,
                                 std::string_view field) {
  const Words& words = visit.words();
  const auto found = std::ranges::find(problems, field, &FieldProblem::field);
  if (found == problems.end()) return {};
  return {.text = found->message, .visuallyHiddenText = std::string(words("Error"))};
}

http::Response faultPage(const Visit& visit, FaultCode code) {
  const Words& words = visit.words();
  const int status = meaningOf(code).httpStatus;
  // The first sentence is the heading, without its stop; what follows stands below.
  const std::string_view said = plainWords(words, code);
  const std::size_t end = said.find(". ");
  const std::string title(end == std::string_view::npos ? said.substr(0, said.size() - 1)
                                                        : said.substr(0, end));
  const std::string_view more = end == std::string_view::npos ? "" : said.substr(end + 2);
  return page(visit, {.title = title,
                      .content = html::fragment(
                          el("h1", cls("nhsuk-heading-l"), title),
                          html::when(!more.empty(), [&] { return el("p", more); }),
                          el("p", whatToDo(words, code)),
                          el("p", el("a", attr("href", "/"), words("Go to the first page")))),
                      .status = status});
}

}  // namespace refocus::site
