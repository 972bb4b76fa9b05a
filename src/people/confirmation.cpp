#include "people/confirmation.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/fault.hpp"
#include "html/nhs.hpp"
#include "people/account_own_parts.hpp"

namespace refocus::people {
namespace {

using html::Html;
namespace nhs = html::nhs;

constexpr std::string_view kPassword = "current-password";
constexpr std::string_view kCode = "code";

Html ownCodeField(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  return nhs::input({.label = {.text = words("Code"), .size = nhs::Size::s},
                     .hint = {.text = words("The 6 digits that your app shows now, or one of your "
                                            "recovery codes")},
                     .errorMessage = site::errorFor(visit, problems, kCode),
                     .id = std::string(kCode),
                     .name = std::string(kCode),
                     .width = 20,
                     .code = true,
                     .autocomplete = "one-time-code",
                     .autocapitalize = "none",
                     .spellcheck = false});
}

site::FieldProblem problemOf(const Words& words, NotConfirmed why) {
  if (why == NotConfirmed::password) {
    return {std::string(kPassword), std::string(words("The password is not right"))};
  }
  return {std::string(kCode), std::string(words("The code is not right, or was used already. Wait "
                                                "for your app to show the next one"))};
}

// All that the form of the deed sent, to be sent again with what is asked for.
Html carried(const http::Fields& sent) {
  constexpr std::array kNotCarried{kPassword, kCode, site::kCsrfField, site::kSubmissionField};
  return html::each(sent, [&](const http::Field& field) {
    return std::ranges::count(kNotCarried, field.name) > 0 ? Html{}
                                                           : html::hidden(field.name, field.value);
  });
}

http::Response askingPage(site::Visit& visit, const AskedDeed& deed, const Problems& problems) {
  const Words& words = visit.words();
  return site::formPage(
      visit,
      {.title = deed.title,
       .action = visit.request().path,
       .back = deed.back,
       .fields = html::fragment(
           carried(visit.form().fields), confirmationFields(visit, problems),
           nhs::button({.text = deed.button, .variant = deed.variant, .preventDoubleClick = true})),
       .before = html::fragment(
           deed.about, paragraph(words("Show that it is you. So nobody can do this from a page "
                                       "that you left open.")))},
      problems);
}

}  // namespace

Html confirmationFields(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  const Html password = passwordField(visit,
                                      {.id = std::string(kPassword),
                                       .label = std::string(words("Your password now")),
                                       .autocomplete = "current-password"},
                                      problems);
  return accountOfVisit(visit).hasSecondFactor
             ? html::fragment(password, ownCodeField(visit, problems))
             : password;
}

std::optional<http::Response> unlessConfirmed(
    site::Visit& visit, const AccountSettings& settings,
    const std::function<http::Response(const Problems&)>& again) {
  const http::Fields& fields = visit.form().fields;
  const auto confirmed = confirmOwner(
      visit.book(), settings, visit.actor(),
      {.password = fields.text(kPassword), .code = fields.text(kCode)}, callerOf(visit.request()));
  if (confirmed) return std::nullopt;
  if (confirmed.error() == NotConfirmed::tooMany) {
    return site::faultPage(visit, FaultCode::tooMany);
  }
  return again({problemOf(visit.words(), confirmed.error())});
}

std::optional<http::Response> unlessConfirmed(site::Visit& visit, const AccountSettings& settings,
                                              const AskedDeed& deed) {
  if (!visit.form().fields.has(kPassword)) return askingPage(visit, deed, {});
  return unlessConfirmed(
      visit, settings, [&](const Problems& problems) { return askingPage(visit, deed, problems); });
}

}  // namespace refocus::people
