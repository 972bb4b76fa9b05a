// Ways about the service: breadcrumb, pagination, skip link, contents list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/button.hpp"

namespace refocus::html::nhs {

struct BreadcrumbItem {
  Content text = {};
  std::string href = {};
  Attributes attributes = {};
};

/// The pages above this one, furthest first. On a narrow screen the last becomes a back link.
struct Breadcrumb {
  std::vector<BreadcrumbItem> items = {};
  std::string ariaLabel = "Breadcrumb";
  LinkVariant variant = LinkVariant::standard;
  std::optional<BackLink> backLink = {};  ///< the last item, unless given
  std::string backTo = "Back to";         ///< said before the back link's text
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html breadcrumb(const Breadcrumb& options);

struct PaginationItem {
  int number = 0;
  std::string href = {};
  bool current = false;
  bool ellipsis = false;  ///< pages left out here
  std::string ariaLabel = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct PaginationStep {
  std::string href = {};  ///< without one the step is left out
  Content text = {};      ///< "Previous page" or "Next page" unless given
  Content label = {};     ///< the title of the page it leads to
  Attributes attributes = {};
};

/// With items, the numbered pages of a list; without, the pages before and after this one.
struct Pagination {
  PaginationStep previous = {};
  PaginationStep next = {};
  std::vector<PaginationItem> items = {};
  std::string ariaLabel = "Pagination";
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html pagination(const Pagination& options);

struct SkipLink {
  Content text = "Skip to main content";
  std::string href = "#maincontent";
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html skipLink(const SkipLink& options);

struct ContentsListItem {
  Content text = {};
  std::string href = {};
  bool current = false;
  std::vector<ContentsListItem> items = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct ContentsList {
  std::vector<ContentsListItem> items = {};
  std::string ariaLabel = "Pages in this guide";
  std::string visuallyHiddenText = "Contents";
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html contentsList(const ContentsList& options);

}  // namespace refocus::html::nhs
