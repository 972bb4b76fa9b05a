#include "people/second_factor_pages.hpp"

#include <optional>
#include <string>
#include <vector>

#include "html/nhs.hpp"
#include "people/account_own_parts.hpp"
#include "people/account_store.hpp"
#include "people/confirmation.hpp"
#include "people/recovery_code.hpp"
#include "people/sign_in_stages.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::Html;
namespace nhs = html::nhs;
using Settings = std::shared_ptr<const AccountSettings>;

/// The secret that this session is setting up, if it has begun to.
std::optional<Bytes> newSecretOf(const site::Visit& visit, const AccountSettings& settings) {
  const auto token = sessionToken(visit.request());
  if (!token) return std::nullopt;
  auto live = liveSession(visit, settings, *token);
  return live ? std::move(live->newSecret) : std::nullopt;
}

http::Response beginSecondFactorForm(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  const bool hasOne = accountOfVisit(visit).hasSecondFactor;
  return passwordForm(
      visit,
      {.title = std::string(words("Second factor")),
       .action = "/account/second-factor/start",
       .before = paragraph(hasOne ? words("You sign in with your password and a code from an app. "
                                          "You can move to another app or phone here. The old one "
                                          "works until the new one is set up.")
                                  : words("With a second factor you sign in with your password and "
                                          "a code from an app. So a stolen password is not "
                                          "enough.")),
       .button = std::string(hasOne ? words("Set up another app") : words("Set up an app"))},
      problems);
}

http::Response newSecretForm(const site::Visit& visit, ByteView secret, const Problems& problems) {
  const Words& words = visit.words();
  return site::formPage(
      visit,
      {.title = std::string(words("Set up your second factor")),
       .action = "/account/second-factor",
       .back = "/account",
       .fields = html::fragment(codeField(visit, problems), sendButton(words("Continue"))),
       .before = newSecretSteps(visit, secret, accountOfVisit(visit).email)},
      problems);
}

http::Response secondFactorPage(site::Visit& visit, const AccountSettings& settings) {
  const auto secret = newSecretOf(visit, settings);
  return secret ? newSecretForm(visit, *secret, {}) : beginSecondFactorForm(visit, {});
}

http::Response startSecondFactor(site::Visit& visit, const AccountSettings& settings) {
  if (auto refused = unlessConfirmed(visit, settings, [&](const Problems& problems) {
        return beginSecondFactorForm(visit, problems);
      })) {
    return *std::move(refused);
  }
  visit.write([&](record::Writing& writing) {
    keepNewSecret(writing, visit.session()->sessionIndex, makeTotpSecret(writing.random()));
    return true;
  });
  return http::redirect("/account/second-factor");
}

/// The only page that new codes are on.
http::Response codesPage(const site::Visit& visit, const std::vector<std::string>& codes,
                         std::string_view news) {
  const Words& words = visit.words();
  const std::string title(words("Keep your recovery codes"));
  return site::page(visit,
                    {.title = title,
                     .content = html::fragment(
                         doneBanner(news), heading(title), codesToKeep(visit, codes),
                         nhs::button({.text = words("I have kept them"), .href = "/account"}))});
}

http::Response takeFirstCode(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const auto secret = newSecretOf(visit, settings);
  if (!secret) return http::redirect("/account/second-factor");
  using Codes = std::vector<std::string>;
  const auto codes = visit.write([&](record::Writing& writing) -> std::optional<Codes> {
    const auto step =
        stepOfCode(*secret, visit.form().fields.text("code"), writing.now(), /*lastUsed=*/0);
    // Sent twice, or after the session was ended, it sets nothing up: the codes of the first time
    // are the ones that are kept.
    if (!step || !dropNewSecret(writing, visit.session()->sessionIndex)) return std::nullopt;
    setSecondFactor(writing, visit.actor().account, *secret, *step);
    endSessions(writing, visit.actor().account, visit.session()->sessionIndex);
    return renewRecoveryCodes(writing);
  });
  if (codes) {
    return codesPage(visit, *codes,
                     words("Your second factor is set up. Other devices are signed out"));
  }
  return newSecretForm(visit, *secret,
                       {{.field = "code",
                         .message = std::string(words("The code is not right. Type the code "
                                                      "that the app shows now"))}});
}

http::Response newCodesForm(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  return passwordForm(
      visit,
      {.title = std::string(words("New recovery codes")),
       .action = "/account/recovery-codes",
       .before = paragraph(words("You get ten new codes to sign in without your app. Your old "
                                 "codes will stop working.")),
       .button = std::string(words("Make new codes"))},
      problems);
}

http::Response askForNewCodes(site::Visit& visit, const AccountSettings& /*settings*/) {
  if (accountOfVisit(visit).hasSecondFactor) return newCodesForm(visit, {});
  return http::redirect("/account/second-factor");
}

http::Response takeNewCodesWish(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  if (!accountOfVisit(visit).hasSecondFactor) return http::redirect("/account/second-factor");
  if (auto refused = unlessConfirmed(visit, settings, [&](const Problems& problems) {
        return newCodesForm(visit, problems);
      })) {
    return *std::move(refused);
  }
  const auto codes = visit.write([&](record::Writing& writing) {
    endSessions(writing, visit.actor().account, visit.session()->sessionIndex);
    return renewRecoveryCodes(writing);
  });
  return codesPage(visit, codes,
                   words("You have new recovery codes. Other devices are signed out"));
}

}  // namespace

site::Routes secondFactorRoutes(const Settings& settings) {
  using enum access::Permission;
  using http::Method;
  const auto with = [&](http::Response (*page)(site::Visit&, const AccountSettings&)) {
    return [settings, page](site::Visit& visit) { return page(visit, *settings); };
  };
  return {
      {Method::get, "/account/second-factor", signedIn, with(secondFactorPage),
       "The second factor, and a new one while it is being set up"},
      {Method::post, "/account/second-factor/start", signedIn, with(startSecondFactor),
       "Check password and code and make a new secret", 0, http::Lane::costly},
      {Method::post, "/account/second-factor", signedIn, with(takeFirstCode),
       "Check the first code of the new secret, and show recovery codes"},
      {Method::get, "/account/recovery-codes", signedIn, with(askForNewCodes),
       "Asks for password and code before new recovery codes are made"},
      {Method::post, "/account/recovery-codes", signedIn, with(takeNewCodesWish),
       "Make new recovery codes and show them once", 0, http::Lane::costly},
  };
}

}  // namespace refocus::people
