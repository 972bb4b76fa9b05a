// The header and footer of every page. The NHS logo is not drawn: it may be used only by services
// of the NHS, and this program is for any site.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"

namespace refocus::html::nhs {

enum class HeaderColour : std::uint8_t { standard, white };

struct HeaderService {
  std::string text = {};
  std::string href = {};
};

/// A picture of the site's own. Without a source nothing is drawn, only the link is there.
struct HeaderLogo {
  std::string src = {};
  std::string alt = {};
  std::string href = {};
  std::string ariaLabel = {};
};

struct HeaderOrganisation {
  std::string name = {};
  std::string split = {};
  std::string descriptor = {};
};

/// With an action a button that posts (signing out), with an href a link, else words.
struct AccountItem {
  Content text = {};
  std::string href = {};
  std::string action = {};
  std::string method = "post";
  bool icon = false;
  std::string classes = {};
  Html fields = {};  ///< hidden fields of the form, such as the token against forged requests
};

struct HeaderAccount {
  std::vector<AccountItem> items = {};
  std::string ariaLabel = "Account";
  std::string classes = {};
  Attributes attributes = {};
};

struct HeaderNavigationItem {
  Content text = {};
  std::string href = {};
  bool current = false;  ///< this page
  bool active = false;   ///< a page above this one
  std::string classes = {};
  Attributes attributes = {};
};

struct HeaderNavigation {
  std::vector<HeaderNavigationItem> items = {};
  std::string ariaLabel = "Menu";
  HeaderColour colour = HeaderColour::standard;
  bool justified = false;
  std::string toggleMenuText = "More";
  std::string toggleMenuVisuallyHiddenText = "Browse";
  std::string classes = {};
  Attributes attributes = {};
};

struct HeaderSearch {
  std::string action = {};
  std::string method = "get";
  std::string name = "q";
  std::string label = "Search";
  std::string placeholder = "Search";
  std::string buttonLabel = "Search";
};

struct Header {
  HeaderService service = {};
  HeaderLogo logo = {};
  HeaderOrganisation organisation = {};
  HeaderAccount account = {};
  HeaderNavigation navigation = {};
  std::optional<HeaderSearch> search = {};
  HeaderColour colour = HeaderColour::standard;
  bool inLine = false;  ///< account and service side by side on narrow screens too
  std::string containerClasses = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html header(const Header& options);

struct FooterItem {
  Content text = {};
  std::string href = {};
  Attributes attributes = {};
};

struct FooterNavigation {
  std::string heading = {};
  Content text = {};
  std::vector<FooterItem> items = {};
  std::string width = {};  ///< "one-half" …; by the number of columns, unless given
};

struct FooterMeta {
  std::vector<FooterItem> items = {};
  Content text = {};
  std::string visuallyHiddenText = "Support links";
};

struct Footer {
  std::vector<FooterNavigation> navigation = {};
  int columns = 4;
  FooterMeta meta = {};
  Content copyright = {};  ///< left out unless given
  std::string containerClasses = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html footer(const Footer& options);

}  // namespace refocus::html::nhs
