// The frame of every page: skip link, header, main part, footer, as nhsuk-frontend's template has
// it. Nothing in it is inline script or style and nothing comes from another host, so it stands
// under a policy of `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';
// font-src 'self'; form-action 'self'`. The class js-enabled is set by the script itself.
#pragma once

#include <string>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/header.hpp"
#include "html/nhs/navigation.hpp"

namespace refocus::html {

/// Where the built files are served, e.g. "/assets/refocus-1a2b3c4d.css".
struct PageAssets {
  std::string stylesheet = {};
  std::string script = {};
  std::string icon = {};
};

struct PageParts {
  std::string title = {};  ///< "Error: …" in front when a form could not be taken
  std::string lang = "en-GB";
  PageAssets assets = {};
  nhs::SkipLink skipLink = {};
  nhs::Header header = {};
  Html beforeContent = {};  ///< back link or breadcrumb
  Html content = {};
  nhs::Footer footer = {};
  std::string mainClasses = {};
  std::string bodyClasses = {};  ///< "app-large-print" for paper in large print
  /// "data-keep-hold" on a page after which what was sent is not stored: see web/scripts/keep.js.
  Attributes bodyAttributes = {};
};

/// The whole document.
[[nodiscard]] Html page(PageParts parts);

}  // namespace refocus::html
