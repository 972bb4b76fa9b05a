// Buttons and the links that look like one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "html/html.hpp"
#include "html/nhs/icon.hpp"

namespace refocus::html::nhs {

enum class ButtonVariant : std::uint8_t {
  standard,
  secondary,
  secondarySolid,
  reverse,
  warning,
  login,
  brand,
};
enum class IconPlacement : std::uint8_t { start, end };

/// With an href (and no type) a link, else a <button> that sends its form.
struct Button {
  Content text = {};
  ButtonVariant variant = ButtonVariant::standard;
  bool small = false;
  std::string href = {};
  std::string name = {};
  std::string value = {};
  std::string type = {};  ///< "submit" unless given
  bool disabled = false;
  std::optional<bool> preventDoubleClick = {};
  Icon icon = Icon::none;
  IconPlacement iconPlacement = IconPlacement::start;
  std::string ariaLabel = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html button(const Button& options);

enum class LinkVariant : std::uint8_t { standard, reverse };

/// The one thing to do next, with a green arrow. Without an href (or with a type) a <button>.
struct ActionLink {
  Content text = {};
  std::string href = {};
  std::string type = {};
  LinkVariant variant = LinkVariant::standard;
  bool openInNewWindow = false;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html actionLink(const ActionLink& options);

/// A link to the page before. Without an href (or with a type) a <button>.
struct BackLink {
  Content text = "Back";
  std::string href = {};
  std::string visuallyHiddenText = {};
  std::string type = {};
  LinkVariant variant = LinkVariant::standard;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html backLink(const BackLink& options);

}  // namespace refocus::html::nhs
