#include "html/gallery_sections.hpp"
#include "html/nhs.hpp"

namespace refocus::html {
namespace {

Html summaryLists() {
  const std::vector<nhs::SummaryListRow> rows{
      {.key = "Called",
       .value = "Jo",
       .actions = {{.text = "Change",
                    .href = "#lists",
                    .visuallyHiddenText = "what Jo is called"}}},
      {.key = "Language", .value = "Welsh"},
      {.key = "What helps",
       .value = kLongWords,
       .actions = {{.text = "Change", .href = "#lists", .visuallyHiddenText = "what helps"},
                   {.text = "Move", .href = "#lists", .visuallyHiddenText = "what helps"}}}};
  return fragment(
      specimen("Summary list", nhs::summaryList({.rows = rows})),
      specimen("Summary list without borders", nhs::summaryList({.rows = rows, .border = false})),
      specimen(
          "Summary list in a card",
          nhs::summaryList({.rows = rows,
                            .lastRowBorder = false,
                            .card = nhs::Card{.heading = {.text = "Jo Bevan", .level = 4},
                                              .actions = {{.text = "Print", .href = "#lists"}}}})));
}

Html cards() {
  return fragment(
      specimen("Card", nhs::card({.heading = {.text = "Music", .level = 4},
                                  .description = "Plays the cornet on Thursdays."})),
      specimen("Card that is a link", nhs::card({.heading = {.text = "Plan", .level = 4},
                                                 .description = "Strengths and next steps.",
                                                 .href = "#lists",
                                                 .clickable = true})),
      specimen("Card, primary", nhs::card({.heading = {.text = "Start a conversation", .level = 4},
                                           .variant = nhs::CardVariant::primary,
                                           .href = "#lists",
                                           .clickable = true})),
      specimen("Card, feature", nhs::card({.heading = {.text = "What you told us", .level = 4},
                                           .description = el("p", "Five strengths so far."),
                                           .variant = nhs::CardVariant::feature})),
      specimen("Card, urgent",
               nhs::card({.heading = {.text = "Tell your team leader if:", .level = 4},
                          .description = el("p", "someone may come to harm"),
                          .variant = nhs::CardVariant::urgent})));
}

Html tags() {
  using nhs::TagColour;
  const std::vector<std::pair<const char*, TagColour>> colours{{"Standard", TagColour::standard},
                                                               {"White", TagColour::white},
                                                               {"Grey", TagColour::grey},
                                                               {"Green", TagColour::green},
                                                               {"Aqua green", TagColour::aquaGreen},
                                                               {"Blue", TagColour::blue},
                                                               {"Purple", TagColour::purple},
                                                               {"Pink", TagColour::pink},
                                                               {"Red", TagColour::red},
                                                               {"Orange", TagColour::orange},
                                                               {"Yellow", TagColour::yellow}};
  return el("p", each(colours, [](const auto& pair) {
              return fragment(nhs::tag({.text = pair.first, .colour = pair.second}), " ");
            }));
}

Html tasks() {
  return nhs::taskList(
      {.items = {{.heading = "Friends and family",
                  .href = "#lists",
                  .status = {.tag = nhs::StatusTag{.text = "Talked about",
                                                   .colour = nhs::TagColour::none,
                                                   .border = false}}},
                 {.heading = "Work and learning",
                  .href = "#lists",
                  .hint = "Left for later",
                  .status = {.tag = nhs::StatusTag{.text = "Later",
                                                   .colour = nhs::TagColour::yellow}}},
                 {.heading = "Where I live", .status = {.text = "Not started"}}},
       .idPrefix = "areas"});
}

std::vector<nhs::TableRow> people() {
  return {{{.text = "Jo Bevan"}, {.text = "4"}, {.text = "12 March 2025", .href = "#tables"}},
          {{.text = "Sam Achebe"}, {.text = "11"}, {.text = "2 April 2025", .href = "#tables"}},
          {{.text = kLongWords}, {.text = "0"}, {.text = "Not yet"}}};
}

std::vector<nhs::TableHead> heads() {
  return {{.text = "Name"},
          {.text = "Strengths", .format = nhs::CellFormat::numeric},
          {.text = "Last conversation"}};
}

}  // namespace

Html galleryLists() {
  return fragment(summaryLists(), cards(), specimen("Tags", tags()), specimen("Task list", tasks()),
                  specimen("Contents list",
                           nhs::contentsList({.items = {{.text = "Strengths", .current = true},
                                                        {.text = "Values", .href = "#lists"},
                                                        {.text = "Goals", .href = "#lists"}}})));
}

Html galleryTables() {
  auto sortable = heads();
  sortable[0].sort = nhs::Sort::ascending;
  sortable[1].sort = nhs::Sort::none;
  return fragment(
      specimen("Table", nhs::table({.caption = {.text = "My people", .size = nhs::Size::m},
                                    .head = heads(),
                                    .rows = people(),
                                    .firstCellIsHeader = true})),
      specimen("Table, responsive", nhs::table({.caption = {.text = "My people, responsive"},
                                                .head = heads(),
                                                .rows = people(),
                                                .responsive = true})),
      specimen("Table, sortable and striped",
               nhs::table({.caption = {.text = "My people, sortable"},
                           .head = sortable,
                           .rows = people(),
                           .responsive = true,
                           .striped = true})),
      specimen("Table that scrolls, compact, in a card",
               nhs::table({.caption = {.text = "My people, scrolling", .id = "scrolling"},
                           .head = heads(),
                           .rows = people(),
                           .scroll = true,
                           .compact = true,
                           .lastRowBorder = false,
                           .card = nhs::Card{.heading = {.text = "Team North", .level = 4}}})));
}

Html galleryLinks() {
  using nhs::ButtonVariant;
  return fragment(
      specimen("Buttons",
               el("div", cls("nhsuk-button-group"), nhs::button({.text = "Save and continue"}),
                  nhs::button({.text = "Save for later", .variant = ButtonVariant::secondary}),
                  nhs::button({.text = "Stop recording", .variant = ButtonVariant::warning}),
                  nhs::button({.text = "Cannot be pressed", .disabled = true}),
                  nhs::button({.text = "Sent once", .small = true, .preventDoubleClick = true}))),
      specimen("Button that is a link", nhs::button({.text = "Start now",
                                                     .href = "#links",
                                                     .icon = nhs::Icon::arrowRight,
                                                     .iconPlacement = nhs::IconPlacement::end})),
      specimen("Action link",
               nhs::actionLink({.text = "Start a strengths conversation", .href = "#links"})),
      specimen("Back link", nhs::backLink({.href = "#links"})),
      specimen("Back link as a button",
               nhs::backLink({.text = "Back to the plan", .type = "button"})),
      specimen("Pagination between pages",
               nhs::pagination({.previous = {.href = "#links", .label = "Friends and family"},
                                .next = {.href = "#links", .label = "Work and learning"},
                                .ariaLabel = "Areas"})),
      specimen("Pagination of a list",
               nhs::pagination({.previous = {.href = "#links"},
                                .next = {.href = "#links"},
                                .items = {{.number = 1, .href = "#links"},
                                          {.ellipsis = true},
                                          {.number = 6, .href = "#links"},
                                          {.number = 7, .href = "#links", .current = true},
                                          {.number = 8, .href = "#links"},
                                          {.ellipsis = true},
                                          {.number = 21, .href = "#links"}},
                                .ariaLabel = "Pages of people"})));
}

Html galleryOwnParts() {
  return fragment(
      specimen("Side by side",
               el("div", cls("app-compare"),
                  el("div", cls("app-compare__side"), el("h4", "Your guess beforehand"),
                     el("p", cls("app-words"), "Good with animals")),
                  el("div", cls("app-compare__side"), el("h4", "What Jo said"),
                     el("p", cls("app-words"), kLongWords)))),
      specimen("Words as they were written",
               el("p", cls("app-words"), "First line\nSecond line\n\nAfter an empty line")),
      specimen("Plain text to copy",
               fragment(el("pre", cls("app-plain-text"), attr("id", "plain"),
                           "Strengths\n- plays the cornet\n- listens"),
                        nhs::button({.text = "Copy the text",
                                     .variant = nhs::ButtonVariant::secondary,
                                     .type = "button",
                                     .attributes = {{"data-copy", "#plain"},
                                                    {"data-copied", "Copied"},
                                                    {"hidden"}}}),
                        nhs::button({.text = "Print",
                                     .variant = nhs::ButtonVariant::secondary,
                                     .type = "button",
                                     .attributes = {{"data-print"}, {"hidden"}}}))));
}

}  // namespace refocus::html
