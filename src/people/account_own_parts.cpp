#include "people/account_own_parts.hpp"

#include "people/account_store.hpp"
#include "people/confirmation.hpp"

namespace refocus::people {

Account accountOfVisit(const site::Visit& visit) {
  return visit.read([](record::Reading& reading) { return ownAccount(reading); });
}

http::Response passwordForm(const site::Visit& visit, const PasswordForm& parts,
                            const Problems& problems) {
  return site::formPage(visit,
                        {.title = parts.title,
                         .action = parts.action,
                         .back = "/account",
                         .fields = html::fragment(confirmationFields(visit, problems), parts.more,
                                                  sendButton(parts.button)),
                         .before = parts.before},
                        problems);
}

}  // namespace refocus::people
