#include "people/account_own_parts.hpp"

#include "people/account_store.hpp"

namespace refocus::people {

Account accountOfVisit(const site::Visit& visit) {
  return visit.read([](record::Reading& reading) { return ownAccount(reading); });
}

http::Response passwordForm(const site::Visit& visit, const PasswordForm& parts,
                            const Problems& problems) {
  const Words& words = visit.words();
  return site::formPage(
      visit,
      {.title = parts.title,
       .action = parts.action,
       .back = "/account",
       .fields = html::fragment(passwordField(visit,
                                              {.id = "current-password",
                                               .label = std::string(words("Your password now")),
                                               .autocomplete = "current-password"},
                                              problems),
                                parts.more, sendButton(parts.button)),
       .before = parts.before},
      problems);
}

std::expected<void, Refusal> checkTypedPassword(site::Visit& visit,
                                                const AccountSettings& settings) {
  return checkOwnPassword(visit.book(), settings, visit.actor(),
                          visit.form().fields.text("current-password"),
                          visit.request().remoteAddress);
}

site::FieldProblem wrongPassword(const Words& words) {
  return {.field = "current-password", .message = std::string(words("The password is not right"))};
}

}  // namespace refocus::people
