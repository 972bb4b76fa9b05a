#include "people/new_password.hpp"

#include <utility>

#include "people/account_store.hpp"
#include "people/password_rule.hpp"
#include "people/trust.hpp"

namespace refocus::people {

std::optional<Sentence> newPasswordProblem(const site::Visit& visit,
                                           const AccountSettings& settings,
                                           const access::Actor& owner, std::string_view password) {
  const auto [account, trust] = visit.book().read(owner, [](record::Reading& reading) {
    return std::pair(ownAccount(reading), ownTrust(reading));
  });
  return passwordProblem(password,
                         {.email = account.email, .name = account.name, .trust = trust.name},
                         settings.refusedWords);
}

}  // namespace refocus::people
