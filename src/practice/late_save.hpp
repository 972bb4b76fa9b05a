// What a page shows when somebody else changed a thing while it was being edited: both texts side
// by side. What was typed is kept as a draft and stands in the form again, now on top of the newer
// version, so nobody's words are lost.
#pragma once

#include <string>
#include <string_view>

#include "html/html.hpp"
#include "site/visit.hpp"

namespace refocus::practice {

struct LateSave {
  std::string_view theirs;
  std::string_view yours;
  std::string author;  ///< who changed it
  Instant when;
};

[[nodiscard]] html::Html lateSaveNotice(const site::Visit& visit, const LateSave& late);

/// What stands above the form when the reader has a draft that was never merged.
[[nodiscard]] html::Html draftNotice(const site::Visit& visit, std::string_view draft);

}  // namespace refocus::practice
