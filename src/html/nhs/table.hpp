// Tables: plain, in a card, responsive, scrolling, sortable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"
#include "html/nhs/button.hpp"
#include "html/nhs/card.hpp"
#include "html/nhs/heading.hpp"

namespace refocus::html::nhs {

enum class CellFormat : std::uint8_t { standard, string, numeric };
enum class Align : std::uint8_t { standard, left, centre, right };
enum class Sort : std::uint8_t { unsortable, none, ascending, descending };

struct TableHead {
  Content text = {};
  CellFormat format = CellFormat::standard;  ///< of the whole column
  Align align = Align::standard;             ///< of the whole column
  std::string visuallyHiddenText = {};
  std::string width = {};  ///< "one-half", "one-third" …
  std::string href = {};   ///< sorts on the server
  Sort sort = Sort::unsortable;
  Sort sortNext = Sort::unsortable;
  int colspan = 0;
  int rowspan = 0;
  std::string classes = {};
  Attributes attributes = {};
};

struct TableCell {
  Content text = {};
  CellFormat format = CellFormat::standard;  ///< as the column's, unless given
  Align align = Align::standard;
  std::string visuallyHiddenText = {};
  std::string href = {};
  std::string sortValue = {};
  std::string width = {};
  int colspan = 0;
  int rowspan = 0;
  std::string classes = {};
  Attributes attributes = {};
};

using TableRow = std::vector<TableCell>;

struct TableCaption {
  Content text = {};
  Size size = Size::standard;
  Caption caption = {};
  std::string visuallyHiddenText = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Table {
  TableCaption caption = {};
  std::vector<TableHead> head = {};
  std::vector<TableRow> rows = {};
  bool firstCellIsHeader = false;
  bool responsive = false;  ///< each row becomes a small list on a narrow screen
  bool scroll = false;      ///< wider than its place: scrolls by itself
  bool compact = false;
  bool striped = false;
  bool border = true;
  bool lastRowBorder = true;
  LinkVariant variant = LinkVariant::standard;
  std::optional<Card> card = {};  ///< the card round it
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html table(const Table& options);

/// A box that scrolls what is wider than it.
struct Scroll {
  Html html = {};
  std::string labelledBy = {};
  LinkVariant variant = LinkVariant::standard;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html scroll(const Scroll& options);

}  // namespace refocus::html::nhs
