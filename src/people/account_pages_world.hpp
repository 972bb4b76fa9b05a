// The pages of accounts as a browser meets them, for tests.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "people/account_pages.hpp"
#include "people/account_test_world.hpp"
#include "people/totp.hpp"

namespace refocus::people {

class AccountPagesWorld : public AccountWorld {
 protected:
  static http::Fields fields(const std::vector<std::pair<std::string, std::string>>& pairs) {
    return Browser::fieldsOf(pairs);
  }
  /// The code for the secret that a page shows to type.
  std::string codeShownBy(const http::Response& page) { return codeOn(browser, page); }
  std::string codeOn(const Browser& window, const http::Response& page) {
    const auto live = sessionOf(window.cookie("session"));
    EXPECT_TRUE(shows(page, secretToType(*live.value().newSecret)));
    return codeAt(*live->newSecret, timeStepOf(now));
  }
  Browser browser{book, settings};
};

}  // namespace refocus::people
