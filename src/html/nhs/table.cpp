#include "html/nhs/table.hpp"

#include <algorithm>

#include "html/nhs/class_names.hpp"
#include "html/nhs/heading_parts.hpp"

namespace refocus::html::nhs {
namespace {

std::string_view nameOf(Align align) {
  switch (align) {
    case Align::standard:
      return {};
    case Align::left:
      return "left";
    case Align::centre:
      return "centre";
    case Align::right:
      return "right";
  }
  return {};
}

std::string_view nameOf(Sort sort) {
  switch (sort) {
    case Sort::ascending:
      return "ascending";
    case Sort::descending:
      return "descending";
    case Sort::none:
    case Sort::unsortable:
      break;
  }
  return {};
}

/// How the head of a table can be sorted.
struct Sorting {
  bool any = false;
  bool onServer = false;
};

Sorting sortingOf(const Table& options) {
  Sorting sorting;
  for (const auto& head : options.head) {
    sorting.any = sorting.any || head.sort != Sort::unsortable;
    sorting.onServer = sorting.onServer || (sorting.any && !head.href.empty());
  }
  return sorting;
}

Html valueOf(const Content& text, const std::string& visuallyHiddenText) {
  if (visuallyHiddenText.empty()) return text.html();
  return fragment(text.html(), el("span", cls("nhsuk-u-visually-hidden"), when(!text.empty(), " "),
                                  visuallyHiddenText));
}

Html linkedValueOf(const Content& text, const std::string& visuallyHiddenText,
                   const std::string& href) {
  auto value = valueOf(text, visuallyHiddenText);
  return href.empty() ? value : el("a", cls("nhsuk-link"), attr("href", href), value);
}

Html headCell(const Table& options, const TableHead& head, Sorting sorting) {
  ClassNames classes{"nhsuk-table__header"};
  classes.addIf(head.format == CellFormat::numeric, "nhsuk-table__header--numeric")
      .addVariant("nhsuk-u-text-align-", nameOf(head.align))
      .addVariant("nhsuk-u-width-", head.width)
      .add(head.classes);
  const bool sortable = head.sort != Sort::unsortable;
  return el("th", classes.attribute(), attr("scope", "col"),
            attrIf("role", options.responsive ? "columnheader" : ""),
            when(head.colspan > 0 && !options.responsive, attr("colspan", head.colspan)),
            when(head.rowspan > 0, attr("rowspan", head.rowspan)), attrIf("data-sort", sortable),
            attrIf("data-sort-next", sorting.onServer ? "" : nameOf(head.sortNext)),
            attrIf("aria-sort", nameOf(head.sort)), head.attributes,
            linkedValueOf(head.text, head.visuallyHiddenText, head.href));
}

/// The column's heading again, for where a row is shown as a small list.
Html repeatedHeading(const TableHead& head) {
  return el("span", cls("nhsuk-table__heading"), attr("aria-hidden", "true"),
            valueOf(head.text, head.visuallyHiddenText), " ");
}

Align alignOf(const TableCell& cell, const TableHead& head) {
  if (cell.align != Align::standard) return cell.align;
  const bool wordsAmongNumbers =
      cell.format == CellFormat::string && head.format == CellFormat::numeric;
  return wordsAmongNumbers ? Align::right : head.align;
}

Html cellOf(const Table& options, const TableHead& head, const TableCell& cell, bool isHeader,
            const Html& value) {
  const std::string_view className = isHeader ? "nhsuk-table__header" : "nhsuk-table__cell";
  const auto format = cell.format == CellFormat::standard ? head.format : cell.format;
  ClassNames classes{className};
  classes.addIf(format == CellFormat::numeric, std::string{className} + "--numeric")
      .addVariant("nhsuk-u-text-align-", nameOf(alignOf(cell, head)))
      .addVariant("nhsuk-u-width-", cell.width)
      .add(cell.classes);
  const std::string_view role = isHeader ? "rowheader" : "cell";
  return el(isHeader ? Tag{"th"} : Tag{"td"}, classes.attribute(),
            attrIf("scope", isHeader ? "row" : ""),
            attrIf("role", options.responsive ? role : std::string_view{}),
            when(cell.colspan > 0 && !options.responsive, attr("colspan", cell.colspan)),
            when(cell.rowspan > 0, attr("rowspan", cell.rowspan)),
            attrIf("data-sort-value", cell.sortValue), cell.attributes, value);
}

/// Whether a cell is as its column has it, but for what it shows.
bool isPlain(const TableCell& cell) {
  return cell.format == CellFormat::standard && cell.align == Align::standard &&
         cell.width.empty() && cell.classes.empty() && cell.colspan == 0 && cell.rowspan == 0 &&
         cell.sortValue.empty() && cell.attributes.list().empty();
}

/// A column of the body. What is the same in each of its cells is made once: a list of fifty people
/// has two hundred cells.
class Column {
 public:
  static constexpr std::size_t kEndTag = std::string_view{"</td>"}.size();

  Column(const Table& options, std::size_t place)
      : options_(options),
        head_(place < options.head.size() ? options.head[place] : kNone),
        isHeader_(place == 0 && options.firstCellIsHeader),
        repeats_(options.responsive && place < options.head.size()),
        heading_(repeats_ ? repeatedHeading(head_) : Html{}),
        empty_(cellOf(options, head_, {}, isHeader_, {})) {}

  [[nodiscard]] Html cell(const TableCell& cell) const {
    const bool markup = !cell.text.empty() && !cell.text.isText();
    auto value = linkedValueOf(cell.text, cell.visuallyHiddenText, cell.href);
    if (repeats_ && markup) value = el("span", value);
    if (isPlain(cell)) return around(value);
    return cellOf(options_, head_, cell, isHeader_, fragment(heading_, value));
  }

 private:
  inline static const TableHead kNone;

  /// The empty cell with its content put before its end tag.
  [[nodiscard]] Html around(const Html& value) const {
    const std::string_view empty = empty_.markup();
    std::string markup;
    markup.reserve(empty.size() + heading_.markup().size() + value.markup().size());
    markup += empty.substr(0, empty.size() - kEndTag);
    markup += heading_.markup();
    markup += value.markup();
    markup += empty.substr(empty.size() - kEndTag);
    return raw(std::move(markup));
  }

  const Table& options_;
  const TableHead& head_;
  bool isHeader_;
  bool repeats_;
  Html heading_;
  Html empty_;
};

Html body(const Table& options) {
  std::vector<Column> columns;
  Html rows;
  for (const TableRow& row : options.rows) {
    while (columns.size() < row.size()) columns.emplace_back(options, columns.size());
    Html cells;
    for (std::size_t i = 0; i < row.size(); ++i) cells += columns[i].cell(row[i]);
    rows += el("tr", cls("nhsuk-table__row"), attrIf("role", options.responsive ? "row" : ""),
               std::move(cells));
  }
  return el("tbody", cls("nhsuk-table__body"), std::move(rows));
}

std::string captionIdOf(const Table& options) {
  if (!options.caption.id.empty() || !options.scroll || options.id.empty()) {
    return options.caption.id;
  }
  return options.id + "-caption";
}

Html tableCaption(const Table& options, const std::string& id, Sorting sorting) {
  const auto& given = options.caption;
  if (given.text.empty()) return {};
  ClassNames classes{"nhsuk-table__caption"};
  classes.addVariant("nhsuk-table__caption--", nhs::nameOf(given.size)).add(given.classes);
  auto spoken = given.visuallyHiddenText;
  if (spoken.empty() && sorting.any) spoken = "Column headers are sortable";
  if (!spoken.empty()) spoken = "(" + spoken + ")";
  return captioned({.element = "caption",
                    .classes = classes.names(),
                    .id = id,
                    .attributes = given.attributes,
                    .caption = sizedCaption(given.caption, given.size),
                    .content = given.text.html(),
                    .visuallyHiddenText = spoken});
}

ClassNames tableClasses(const Table& options, Sorting sorting) {
  ClassNames classes{"nhsuk-table"};
  classes.addIf(options.variant == LinkVariant::reverse, "nhsuk-table--reverse")
      .addIf(options.compact, "nhsuk-table--compact")
      .addIf(options.responsive, "nhsuk-table--responsive")
      .addIf(!options.border, "nhsuk-table--no-border")
      .addIf(options.border && !options.lastRowBorder, "nhsuk-table--no-last-row-border")
      .addIf(sorting.any, "nhsuk-table--sortable")
      .addIf(options.striped, "nhsuk-table--striped")
      .add(options.classes);
  return classes;
}

}  // namespace

Html table(const Table& options) {
  const auto sorting = sortingOf(options);
  const auto captionId = captionIdOf(options);
  const std::string_view group = options.responsive ? "rowgroup" : "";
  const std::string_view row = options.responsive ? "row" : "";
  auto whole = el("table", tableClasses(options, sorting).attribute(), attrIf("id", options.id),
                  attrIf("data-module", sorting.any && !sorting.onServer ? "nhsuk-table" : ""),
                  attrIf("role", options.responsive ? "table" : ""), options.attributes,
                  tableCaption(options, captionId, sorting),
                  when(!options.head.empty(),
                       [&] {
                         return el("thead", cls("nhsuk-table__head"), attrIf("role", group),
                                   el("tr", cls("nhsuk-table__row"), attrIf("role", row),
                                      each(options.head, [&](const TableHead& head) {
                                        return headCell(options, head, sorting);
                                      })));
                       }),
                  body(options));
  if (options.scroll) {
    whole = scroll({.html = whole, .labelledBy = captionId, .variant = options.variant});
  }
  if (!options.card) return whole;
  auto around = *options.card;
  around.description = std::move(whole);
  return card(around);
}

Html scroll(const Scroll& options) {
  ClassNames classes{"nhsuk-scroll"};
  classes.addIf(options.variant == LinkVariant::reverse, "nhsuk-scroll--reverse")
      .add(options.classes);
  return el("div", classes.attribute(), attrIf("id", options.id),
            attr("data-module", "nhsuk-scroll"), options.attributes,
            el("div", cls("nhsuk-scroll__content"), attr("role", "region"),
               attrIf("aria-labelledby", options.labelledBy), options.html));
}

}  // namespace refocus::html::nhs
