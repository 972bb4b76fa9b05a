// Cards, and the actions that cards and summary lists carry.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/heading.hpp"

namespace refocus::html::nhs {

/// A link, or with a type a button that sends its form.
struct Action {
  Content text = {};
  std::string href = {};
  std::string visuallyHiddenText = {};  ///< what it acts on: "Change" + " name"
  std::string type = {};
  std::string name = {};
  std::string value = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

enum class CardVariant : std::uint8_t {
  standard,
  feature,
  primary,
  secondary,
  warning,
  nonUrgent,
  urgent,
  emergency,
};

struct CardHeading {
  std::string text = {};
  Html below = {};  ///< what stands directly under it, before the description
  int level = 2;
  Size size = Size::standard;
  std::string visuallyHiddenText = {};
  Caption caption = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Card {
  CardHeading heading = {};
  Content description = {};  ///< text becomes a paragraph, markup stays as it is
  CardVariant variant = CardVariant::standard;
  std::string href = {};
  bool clickable = false;
  std::vector<Action> actions = {};
  std::string imageSource = {};
  std::string imageAlt = {};
  Html image = {};  ///< instead of imageSource
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html card(const Card& options);

/// One action, saying for a screen reader which card it belongs to.
[[nodiscard]] Html action(const Action& options, std::string_view cardHeading = {});

}  // namespace refocus::html::nhs
