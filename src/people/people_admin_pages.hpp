// The administrator's pages about service users: finding one by NHS number, adding one by hand, and
// erasing one. A person who is here already is shown by id alone: running the service needs no
// names.
#pragma once

#include "http/response.hpp"
#include "people/directory.hpp"
#include "site/visit.hpp"

namespace refocus::people {

[[nodiscard]] http::Response findPersonPage(site::Visit& visit);

/// One person is added as an import of one row would: known numbers and likenesses are refused.
[[nodiscard]] http::Response newPersonPage(site::Visit& visit);
[[nodiscard]] http::Response newPersonAnswer(site::Visit& visit, Directory& directory);

/// Erasing destroys the person's key, once a reason is given and the box is ticked.
[[nodiscard]] http::Response erasePage(site::Visit& visit);
[[nodiscard]] http::Response eraseAnswer(site::Visit& visit);

}  // namespace refocus::people
