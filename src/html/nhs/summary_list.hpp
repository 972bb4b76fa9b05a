// Keys and values, each with what can be done about it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/card.hpp"

namespace refocus::html::nhs {

struct SummaryListRow {
  Content key = {};
  Content value = {};
  std::vector<Action> actions = {};
  bool border = true;
  std::string keyWidth = {};  ///< "one-half", "one-third" …
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct SummaryList {
  std::vector<SummaryListRow> rows = {};
  bool border = true;
  bool lastRowBorder = true;
  std::optional<Card> card = {};  ///< the card round it
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html summaryList(const SummaryList& options);

}  // namespace refocus::html::nhs
