// Fixtures of cards, lists, tables, header and footer.
#include "tests/html/fixture_options.hpp"

namespace refocus::html::testing {

std::vector<nhs::Action> actionsOf(const Json& options) {
  std::vector<nhs::Action> all;
  for (const auto& item : options.is_array() ? options : at(options, "items")) {
    if (!item.is_object()) continue;
    all.push_back({.text = content(item),
                   .href = words(item, "href"),
                   .visuallyHiddenText = words(item, "visuallyHiddenText"),
                   .type = words(item, "type")});
  }
  return all;
}

nhs::Card cardOf(const Json& options) {
  using nhs::CardVariant;
  const auto& heading = at(options, "heading");
  nhs::Card card{.heading = {.text = plainWords(heading),
                             .below = raw(words(heading, "html")),
                             .level = number(heading, "level", 2),
                             .size = size(heading),
                             .visuallyHiddenText = words(heading, "visuallyHiddenText"),
                             .id = words(heading, "id"),
                             .classes = words(heading, "classes")},
                 .description = contentAt(options, "description"),
                 .href = words(options, "href"),
                 .clickable = flag(options, "clickable"),
                 .actions = actionsOf(at(options, "actions")),
                 .imageSource = words(at(options, "image"), "src"),
                 .imageAlt = words(at(options, "image"), "alt"),
                 .image = raw(words(at(options, "image"), "html"))};
  const auto variant = words(options, "variant");
  if (variant == "feature") card.variant = CardVariant::feature;
  if (variant == "primary") card.variant = CardVariant::primary;
  if (variant == "secondary") card.variant = CardVariant::secondary;
  if (variant == "warning") card.variant = CardVariant::warning;
  if (variant == "non-urgent") card.variant = CardVariant::nonUrgent;
  if (variant == "urgent") card.variant = CardVariant::urgent;
  if (variant == "emergency") card.variant = CardVariant::emergency;
  return card;
}

Html cardFromFixture(const Json& options) { return nhs::card(cardOf(options)); }

Html summaryListFromFixture(const Json& options) {
  nhs::SummaryList list{.border = flag(options, "border", true),
                        .lastRowBorder = flag(options, "lastRowBorder", true)};
  for (const auto& row : at(options, "rows")) {
    if (!row.is_object()) continue;
    list.rows.push_back({.key = contentAt(row, "key"),
                         .value = contentAt(row, "value"),
                         .actions = actionsOf(at(row, "actions")),
                         .border = flag(row, "border", true),
                         .keyWidth = words(at(row, "key"), "width")});
  }
  if (given(options, "card")) list.card = cardOf(options["card"]);
  return nhs::summaryList(list);
}

nhs::StatusTag tagOf(const Json& options) {
  using nhs::TagColour;
  static const std::vector<std::pair<std::string, TagColour>> kColours{
      {"white", TagColour::white},   {"grey", TagColour::grey},
      {"green", TagColour::green},   {"aqua-green", TagColour::aquaGreen},
      {"blue", TagColour::blue},     {"purple", TagColour::purple},
      {"pink", TagColour::pink},     {"red", TagColour::red},
      {"orange", TagColour::orange}, {"yellow", TagColour::yellow}};
  nhs::StatusTag tag{.text = content(options),
                     .border = flag(options, "border", true),
                     .classes = words(options, "classes")};
  for (const auto& [name, colour] : kColours) {
    if (words(options, "colour") == name) tag.colour = colour;
  }
  if (at(options, "colour") == false) tag.colour = TagColour::none;
  return tag;
}

Html tagFromFixture(const Json& options) { return nhs::tag(tagOf(options)); }

Html taskListFromFixture(const Json& options) {
  nhs::TaskList list{.idPrefix = words(options, "idPrefix", "task-list")};
  for (const auto& item : options["items"]) {
    const auto& status = at(item, "status");
    nhs::TaskListItem task{
        .heading = contentAt(item, given(item, "heading") ? "heading" : "title"),
        .href = words(item, "href"),
        .hint = contentAt(item, "hint"),
        .status = {.text = content(status), .classes = words(status, "classes")}};
    if (given(status, "tag")) task.status.tag = tagOf(status["tag"]);
    list.items.push_back(std::move(task));
  }
  return nhs::taskList(list);
}

namespace {

nhs::CellFormat formatOf(const Json& options) {
  const auto name = words(options, "format");
  if (name == "numeric") return nhs::CellFormat::numeric;
  return name == "string" ? nhs::CellFormat::string : nhs::CellFormat::standard;
}

nhs::Align alignOf(const Json& options) {
  const auto name = words(options, "align");
  if (name == "left") return nhs::Align::left;
  if (name == "centre") return nhs::Align::centre;
  return name == "right" ? nhs::Align::right : nhs::Align::standard;
}

nhs::Sort sortOf(const Json& options, const char* key) {
  const auto name = words(options, key);
  if (name == "ascending") return nhs::Sort::ascending;
  if (name == "descending") return nhs::Sort::descending;
  return at(options, key) == true ? nhs::Sort::none : nhs::Sort::unsortable;
}

nhs::TableHead headOf(const Json& item) {
  return {.text = content(item),
          .format = formatOf(item),
          .align = alignOf(item),
          .visuallyHiddenText = words(item, "visuallyHiddenText"),
          .width = words(item, "width"),
          .href = words(item, "href"),
          .sort = sortOf(item, "sort"),
          .sortNext = sortOf(item, "sortNext"),
          .classes = words(item, "classes")};
}

nhs::TableCell cellOf(const Json& item) {
  return {.text = content(item),
          .format = formatOf(item),
          .align = alignOf(item),
          .visuallyHiddenText = words(item, "visuallyHiddenText"),
          .href = words(item, "href"),
          .sortValue = words(item, "sortValue"),
          .width = words(item, "width"),
          .classes = words(item, "classes")};
}

bool isCell(const Json& item) { return item.is_object() || item.is_string(); }

}  // namespace

Html tableFromFixture(const Json& options) {
  const auto& caption = at(options, "caption");
  nhs::Table table{.caption = {.text = content(caption),
                               .size = size(caption),
                               .visuallyHiddenText = words(caption, "visuallyHiddenText"),
                               .id = words(caption, "id"),
                               .classes = words(caption, "classes")},
                   .firstCellIsHeader = flag(options, "firstCellIsHeader"),
                   .responsive = flag(options, "responsive"),
                   .scroll = flag(options, "scroll"),
                   .compact = flag(options, "compact"),
                   .striped = flag(options, "striped"),
                   .border = flag(options, "border", true),
                   .lastRowBorder = flag(options, "lastRowBorder", true),
                   .variant = linkVariant(options)};
  for (const auto& item : at(options, "head")) {
    if (isCell(item)) table.head.push_back(headOf(item));
  }
  for (const auto& row : options["rows"]) {
    if (!row.is_array()) continue;
    nhs::TableRow cells;
    for (const auto& item : row) {
      if (isCell(item)) cells.push_back(cellOf(item));
    }
    table.rows.push_back(std::move(cells));
  }
  if (given(options, "card")) table.card = cardOf(options["card"]);
  if (flag(options, "panel")) {
    table.card = nhs::Card{
        .heading = {.text = words(options, "heading"), .level = number(options, "headingLevel", 2)},
        .variant = nhs::CardVariant::feature};
  }
  return nhs::table(table);
}

Html scrollFromFixture(const Json& options) {
  return nhs::scroll({.html = given(options, "html") ? raw(words(options, "html"))
                                                     : el("p", words(options, "text")),
                      .labelledBy = words(options, "labelledBy"),
                      .variant = linkVariant(options),
                      .id = words(options, "id")});
}

Html headerFromFixture(const Json& options) {
  using nhs::HeaderColour;
  const auto colourOf = [](const Json& from) {
    return words(from, "colour") == "white" ? HeaderColour::white : HeaderColour::standard;
  };
  const auto& logo = at(options, "logo");
  const auto& organisation = at(options, "organisation");
  const auto& navigation = at(options, "navigation");
  nhs::Header header{
      .service = {.text = words(at(options, "service"), "text"),
                  .href = words(at(options, "service"), "href")},
      .logo = {.src = words(logo, "src"),
               .alt = words(logo, "alt", "NHS"),
               .href = words(logo, "href"),
               .ariaLabel = words(logo, "ariaLabel")},
      .organisation = {.name = words(organisation, "name"),
                       .split = words(organisation, "split"),
                       .descriptor = words(organisation, "descriptor")},
      .navigation = {.colour = colourOf(navigation), .justified = flag(navigation, "justified")},
      .colour = colourOf(options),
      .inLine = flag(options, "inline")};
  for (const auto& item : at(at(options, "account"), "items")) {
    if (!item.is_object()) continue;
    header.account.items.push_back({.text = content(item),
                                    .href = words(item, "href"),
                                    .action = words(item, "action"),
                                    .icon = flag(item, "icon")});
  }
  for (const auto& item : at(navigation, "items")) {
    if (!item.is_object()) continue;
    header.navigation.items.push_back({.text = content(item),
                                       .href = words(item, "href"),
                                       .current = flag(item, "current"),
                                       .active = flag(item, "active")});
  }
  if (given(options, "search")) {
    const auto& search = options["search"];
    header.search = nhs::HeaderSearch{
        .action = "https://www.nhs.uk/search/",
        .label = words(at(search, "label"), "visuallyHiddenText", "Search the NHS website"),
        .placeholder = words(at(search, "input"), "placeholder", "Search")};
  }
  return nhs::header(header);
}

namespace {

std::vector<nhs::FooterItem> footerItems(const Json& items) {
  std::vector<nhs::FooterItem> all;
  for (const auto& item : items) {
    if (item.is_object()) all.push_back({.text = content(item), .href = words(item, "href")});
  }
  return all;
}

nhs::FooterNavigation footerNavigation(const Json& options) {
  const auto& heading = at(options, "heading");
  return {.heading = plainWords(heading),
          .text = content(options),
          .items = footerItems(at(options, "items")),
          .width = words(options, "width")};
}

}  // namespace

Html footerFromFixture(const Json& options) {
  const auto& copyright = at(options, "copyright");
  nhs::Footer footer{
      .columns = number(options, "columns", 4),
      .meta = {.items = footerItems(at(at(options, "meta"), "items")),
               .text = contentAt(options, "meta")},
      .copyright = copyright.is_null() ? Content{"© NHS England"} : content(copyright)};
  const auto& navigation = at(options, "navigation");
  if (navigation.is_object()) footer.navigation.push_back(footerNavigation(navigation));
  if (navigation.is_array()) {
    for (const auto& one : navigation) footer.navigation.push_back(footerNavigation(one));
  }
  return nhs::footer(footer);
}

}  // namespace refocus::html::testing
