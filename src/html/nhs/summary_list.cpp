#include "html/nhs/summary_list.hpp"

#include <algorithm>

#include "html/nhs/class_names.hpp"

namespace refocus::html::nhs {
namespace {

Html rowActions(const SummaryListRow& row, std::string_view cardHeading) {
  if (row.actions.empty()) return {};
  if (row.actions.size() == 1) {
    return el("dd", cls("nhsuk-summary-list__actions"), action(row.actions.front(), cardHeading));
  }
  return el(
      "dd", cls("nhsuk-summary-list__actions"),
      el("ul", cls("nhsuk-summary-list__actions-list"), each(row.actions, [&](const Action& one) {
           return el("li", cls("nhsuk-summary-list__actions-list-item"), action(one, cardHeading));
         })));
}

}  // namespace

Html summaryList(const SummaryList& options) {
  ClassNames classes{"nhsuk-summary-list"};
  classes.addIf(!options.border, "nhsuk-summary-list--no-border")
      .addIf(options.border && !options.lastRowBorder, "nhsuk-summary-list--no-last-row-border")
      .add(options.classes);
  const bool hasActions = std::ranges::any_of(
      options.rows, [](const SummaryListRow& row) { return !row.actions.empty(); });
  const auto cardHeading = options.card ? options.card->heading.text : std::string{};

  const auto rowOf = [&](const SummaryListRow& row) {
    const bool isLast = &row == &options.rows.back();
    ClassNames rowClasses{"nhsuk-summary-list__row"};
    rowClasses.addIf(hasActions && row.actions.empty(), "nhsuk-summary-list__row--no-actions")
        .addIf(!row.border && (options.lastRowBorder || !isLast),
               "nhsuk-summary-list__row--no-border")
        .add(row.classes);
    ClassNames keyClasses{"nhsuk-summary-list__key"};
    keyClasses.addVariant("nhsuk-u-width-", row.keyWidth);
    return el("div", rowClasses.attribute(), attrIf("id", row.id), row.attributes,
              el("dt", keyClasses.attribute(), row.key.html()),
              el("dd", cls("nhsuk-summary-list__value"), row.value.html()),
              rowActions(row, cardHeading));
  };
  auto list = el("dl", classes.attribute(), attrIf("id", options.id), options.attributes,
                 each(options.rows, rowOf));
  if (!options.card) return list;
  auto around = *options.card;
  around.description = std::move(list);
  return card(around);
}

}  // namespace refocus::html::nhs
