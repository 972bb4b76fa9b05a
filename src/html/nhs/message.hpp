// What a page tells: errors, news, warnings, things to unfold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/card.hpp"
#include "html/nhs/heading.hpp"

namespace refocus::html::nhs {

struct ErrorSummaryItem {
  Content text = {};
  std::string href = {};  ///< "#" and the id of the field to mend
  Attributes attributes = {};
};

/// On top of a page whose form could not be taken.
struct ErrorSummary {
  Content heading = "There is a problem";
  Content description = {};
  std::vector<ErrorSummaryItem> errorList = {};
  std::optional<bool> disableAutoFocus = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html errorSummary(const ErrorSummary& options);

struct InsetText {
  Content text = {};
  std::string visuallyHiddenText = "Information";
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html insetText(const InsetText& options);

enum class BannerVariant : std::uint8_t { standard, success };

struct NotificationBanner {
  Content title = {};    ///< "Important" or "Success" unless given
  Content heading = {};  ///< without one, the text is the heading
  bool headingIsParagraph = false;
  Content text = {};
  BannerVariant variant = BannerVariant::standard;
  std::string role = {};  ///< "alert" for success, else "region"
  std::optional<bool> disableAutoFocus = {};
  std::string titleId = "nhsuk-notification-banner-title";
  int titleLevel = 2;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html notificationBanner(const NotificationBanner& options);

enum class PanelVariant : std::uint8_t { confirmation, interruption };

/// Says that something is done, or stops for something that matters before going on.
struct Panel {
  Content heading = {};
  int headingLevel = 1;
  Size headingSize = Size::standard;
  std::string headingId = {};
  std::string headingClasses = {};
  Content text = {};
  PanelVariant variant = PanelVariant::confirmation;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html panel(const Panel& options);

struct Details {
  Content summary = {};
  Content text = {};
  bool open = false;
  std::string id = {};
  std::string classes = {};  ///< "nhsuk-expander" makes the wide form
  Attributes attributes = {};
};

[[nodiscard]] Html details(const Details& options);

struct WarningCallout {
  std::string heading = "Important";
  /// Said before a heading that does not itself say "important".
  std::string visuallyHiddenText = "Important";
  int headingLevel = 3;
  Content text = {};
  std::vector<Action> actions = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html warningCallout(const WarningCallout& options);

enum class DoDont : std::uint8_t { tick, cross };

struct DoDontList {
  std::string heading = {};
  int headingLevel = 3;
  DoDont icon = DoDont::tick;
  std::vector<Content> items = {};
  std::string prefixText = {};  ///< "do not" for crosses, unless given
  bool hidePrefix = false;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html doDontList(const DoDontList& options);

}  // namespace refocus::html::nhs
