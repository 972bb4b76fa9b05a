#include "people/account_forms.hpp"

#include <fmt/format.h>

#include "html/nhs.hpp"
#include "people/one_time_link_store.hpp"
#include "people/password_rule.hpp"
#include "people/totp.hpp"
#include "people/totp_picture.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::cls;
using html::el;
using html::Html;
namespace nhs = html::nhs;

// Not what the request says, where the site says it: a request's host is whatever was sent.
std::string linkBase(const site::Visit& visit) {
  if (!visit.site().publicAddress.empty()) return visit.site().publicAddress;
  return fmt::format("{}://{}", visit.request().scheme == http::Scheme::https ? "https" : "http",
                     visit.request().host);
}

}  // namespace

Html passwordField(const site::Visit& visit, const FieldParts& field, const Problems& problems) {
  const Words& words = visit.words();
  return nhs::passwordInput(
      {.label = {.text = field.label, .size = nhs::Size::s},
       .hint = {.text = field.hint},
       .errorMessage = site::errorFor(visit, problems, field.id),
       .id = field.id,
       .name = field.id,
       .autocomplete = field.autocomplete,
       .showPasswordText = std::string(words("Show")),
       .showPasswordAriaLabel = std::string(words("Show password")),
       .hidePasswordText = std::string(words("Hide")),
       .hidePasswordAriaLabel = std::string(words("Hide password")),
       .passwordShownAnnouncementText = std::string(words("Your password is visible")),
       .passwordHiddenAnnouncementText = std::string(words("Your password is hidden"))});
}

Html codeField(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  return nhs::input({.label = {.text = words("Code"), .size = nhs::Size::s},
                     .hint = {.text = words("The 6 digits that your app shows now")},
                     .errorMessage = site::errorFor(visit, problems, "code"),
                     .id = "code",
                     .name = "code",
                     .width = 10,
                     .code = true,
                     .autocomplete = "one-time-code",
                     .inputmode = "numeric",
                     .spellcheck = false});
}

Html newPasswordField(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  return passwordField(
      visit,
      {.id = "password",
       .label = std::string(words("New password")),
       .hint = words("{count} characters or more. Three or more words that do not belong together "
                     "are easy to remember and hard to guess.",
                     arg("count", kLeastPasswordCharacters)),
       .autocomplete = "new-password"},
      problems);
}

Html paragraph(std::string_view words) { return el("p", words); }

Html sendButton(std::string_view words) {
  return nhs::button({.text = words, .preventDoubleClick = true});
}

Html buttonForm(const site::Visit& visit, std::string_view action, std::string_view words,
                const Html& fields, nhs::ButtonVariant variant) {
  return site::form(
      visit,
      {.action = std::string(action),
       .content = html::fragment(
           fields, nhs::button({.text = words, .variant = variant, .preventDoubleClick = true}))});
}

Html newSecretSteps(const site::Visit& visit, ByteView secret, std::string_view email) {
  const Words& words = visit.words();
  const std::string uri = otpauthUri(secret, visit.site().serviceName, email);
  return html::fragment(
      el("ol", cls("nhsuk-list nhsuk-list--number"),
         el("li", words("Open an authenticator app on your phone. Any app for time-based codes "
                        "will do. If you have none, install one first.")),
         el("li", words("Add an account in the app: let it scan this picture, or type the key "
                        "below it.")),
         el("li", words("Type the code that the app then shows."))),
      el("p", qrPicture(uri, words("QR code that holds the key below"))),
      nhs::insetText({.text = html::fragment(
                          el("p", words("Key to type into the app:")),
                          el("p", el("code", attr("id", "secret"), secretToType(secret))))}));
}

Html codesToKeep(const site::Visit& visit, const std::vector<std::string>& codes) {
  const Words& words = visit.words();
  return html::fragment(
      paragraph(words("Each of these codes lets you sign in once without your app, for when you do "
                      "not have your phone.")),
      nhs::insetText({.text = el("ul", cls("nhsuk-list"), attr("id", "recovery-codes"),
                                 html::each(codes,
                                            [](const std::string& code) {
                                              return el("li", el("code", code));
                                            }))}),
      paragraph(
          words("They are shown only now. Write them down or print them. Keep them apart from "
                "your phone, where nobody else can find them.")),
      el("div", cls("app-presses"),
         nhs::button({.text = words("Print"),
                      .variant = nhs::ButtonVariant::secondary,
                      .type = "button",
                      .attributes = {{"data-print"}, {"hidden"}}}),
         nhs::button({.text = words("Copy the codes"),
                      .variant = nhs::ButtonVariant::secondary,
                      .type = "button",
                      .attributes = {{"data-copy", "#recovery-codes"},
                                     {"data-copied", std::string(words("Copied"))},
                                     {"hidden"}}})));
}

Html linkToHandOver(const site::Visit& visit, std::string_view token) {
  const Words& words = visit.words();
  const std::string address = linkBase(visit) + linkPath(token);
  return nhs::insetText(
      {.text = html::fragment(
           el("p", words("Give this link to the owner of the account, and to nobody else:")),
           el("p", el("code", attr("id", "one-time-link"), address)),
           nhs::button({.text = words("Copy the link"),
                        .variant = nhs::ButtonVariant::secondary,
                        .small = true,
                        .type = "button",
                        .attributes = {{"data-copy", "#one-time-link"},
                                       {"data-copied", std::string(words("Copied"))},
                                       {"hidden"}}}),
           el("p", words("Whoever opens it can choose a new password. It works once, for 24 hours. "
                         "It is shown only now: copy it before you leave this page.")))});
}

}  // namespace refocus::people
