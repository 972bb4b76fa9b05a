// The gallery's sections, each the components of one family. For the gallery only.
#pragma once

#include "html/html.hpp"

namespace refocus::html {

[[nodiscard]] Html galleryMessages();
[[nodiscard]] Html galleryFields();
[[nodiscard]] Html galleryChoices();
[[nodiscard]] Html galleryLists();
[[nodiscard]] Html galleryTables();
[[nodiscard]] Html galleryLinks();
[[nodiscard]] Html galleryOwnParts();

/// A name for what stands below it.
[[nodiscard]] inline Html specimen(std::string_view name, const Html& content) {
  return fragment(el("h3", cls("nhsuk-heading-s nhsuk-u-secondary-text-colour"), name), content);
}

/// Words as long as people's words can be.
inline constexpr const char* kLongWords =
    "Walking to the allotment before anyone else is up, because the gate sticks and the robin "
    "waits for me, and because by the time I have watered the beans I know what sort of day it is "
    "going to be: Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";

}  // namespace refocus::html
