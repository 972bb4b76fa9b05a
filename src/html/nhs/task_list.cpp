#include "html/nhs/task_list.hpp"

#include "html/nhs/class_names.hpp"

namespace refocus::html::nhs {
namespace {

std::string_view nameOf(TagColour colour) {
  switch (colour) {
    case TagColour::standard:
      return {};
    case TagColour::none:
      return "no-colour";
    case TagColour::white:
      return "white";
    case TagColour::grey:
      return "grey";
    case TagColour::green:
      return "green";
    case TagColour::aquaGreen:
      return "aqua-green";
    case TagColour::blue:
      return "blue";
    case TagColour::purple:
      return "purple";
    case TagColour::pink:
      return "pink";
    case TagColour::red:
      return "red";
    case TagColour::orange:
      return "orange";
    case TagColour::yellow:
      return "yellow";
  }
  return {};
}

Html taskItem(const TaskListItem& item, const std::string& idStart) {
  const auto hintId = idStart + "-hint";
  const auto statusId = idStart + "-status";
  const bool hasHint = !item.hint.empty();
  const bool hasLink = !item.href.empty();
  ClassNames classes{"nhsuk-task-list__item"};
  classes.addIf(hasLink, "nhsuk-task-list__item--with-link").add(item.classes);
  ClassNames statusClasses{"nhsuk-task-list__status"};
  statusClasses.add(item.status.classes);
  return el("li", classes.attribute(),
            el("div", cls("nhsuk-task-list__name-and-hint"),
               hasLink ? el("a", cls("nhsuk-task-list__link nhsuk-link"), attr("href", item.href),
                            attr("aria-describedby", hasHint ? hintId + " " + statusId : statusId),
                            item.heading.html())
                       : el("div", item.heading.html()),
               when(hasHint,
                    [&] {
                      return el("div", cls("nhsuk-task-list__hint"), attr("id", hintId),
                                item.hint.html());
                    })),
            el("div", statusClasses.attribute(), attr("id", statusId),
               item.status.tag ? tag(*item.status.tag) : item.status.text.html()));
}

}  // namespace

Html tag(const StatusTag& options) {
  ClassNames classes{"nhsuk-tag"};
  classes.addVariantUnless(options.classes, "nhsuk-tag--", nameOf(options.colour))
      .addIf(!options.border, "nhsuk-tag--no-border")
      .add(options.classes);
  return el("strong", classes.attribute(), attrIf("id", options.id), options.attributes,
            options.text.html());
}

Html taskList(const TaskList& options) {
  ClassNames classes{"nhsuk-task-list"};
  classes.add(options.classes);
  Html items;
  std::size_t number = 0;
  for (const auto& item : options.items) {
    ++number;
    if (item.heading.empty()) continue;
    items += taskItem(item, options.idPrefix + "-" + std::to_string(number));
  }
  return el("ul", classes.attribute(), attrIf("id", options.id), options.attributes, items);
}

}  // namespace refocus::html::nhs
