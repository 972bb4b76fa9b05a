#include "html/gallery_sections.hpp"
#include "html/nhs.hpp"

namespace refocus::html {
namespace {

Html textInputs() {
  return fragment(
      specimen("Input", nhs::input({.label = {.text = "What would you like to be called?"},
                                    .id = "called",
                                    .name = "called"})),
      specimen("Input with hint and width",
               nhs::input({.label = {.text = "NHS number", .size = nhs::Size::s},
                           .hint = {.text = "Ten digits, for example 999 000 0018"},
                           .id = "number",
                           .name = "number",
                           .width = 10,
                           .code = true,
                           .inputmode = "numeric",
                           .spellcheck = false})),
      specimen(
          "Input with an error",
          nhs::input({.label = {.text = "E-mail address"},
                      .errorMessage = {.text = "Enter an e-mail address, like name@example.org"},
                      .id = "email",
                      .name = "email",
                      .value = "amara at example",
                      .type = "email",
                      .autocomplete = "email",
                      .spellcheck = false})),
      specimen("Input with prefix and suffix", nhs::input({.label = {.text = "Bus fare each week"},
                                                           .id = "fare",
                                                           .name = "fare",
                                                           .width = 5,
                                                           .prefix = {.text = "£"},
                                                           .suffix = {.text = "a week"},
                                                           .inputmode = "decimal"})),
      specimen("Search input",
               nhs::searchInput({.input = {.label = {.text = "Find a team by name"},
                                           .id = "find",
                                           .name = "find",
                                           .type = "search",
                                           .width = 20,
                                           .autocomplete = "off"},
                                 .button = nhs::Button{.text = "Search",
                                                       .variant = nhs::ButtonVariant::secondary,
                                                       .icon = nhs::Icon::search}})),
      specimen("File upload", nhs::fileUpload({.label = {.text = "A caseload"},
                                               .hint = {.text = "CSV, or FHIR Patient as JSON"},
                                               .id = "caseload-file",
                                               .name = "caseload-file",
                                               .multiple = true})),
      specimen("Password input",
               nhs::passwordInput(
                   {.label = {.text = "Password"}, .id = "password", .name = "password"})));
}

Html longInputs() {
  return fragment(
      specimen("Textarea", nhs::textarea({.label = {.text = "What worked before?"},
                                          .hint = {.text = "In the person’s own words."},
                                          .id = "before",
                                          .name = "before",
                                          .value = kLongWords,
                                          .rows = 3})),
      specimen("Textarea with an error",
               nhs::textarea({.label = {.text = "Reason"},
                              .errorMessage = {.text = "Write the reason for opening this record"},
                              .id = "reason",
                              .name = "reason",
                              .rows = 2})),
      specimen("Character count", nhs::characterCount({.label = {.text = "What are you good at?"},
                                                       .id = "good-at",
                                                       .name = "good-at",
                                                       .value = "Listening. Making people laugh.",
                                                       .rows = 3,
                                                       .maxlength = 200})));
}

Html dates() {
  return fragment(
      specimen("Date input",
               nhs::dateInput({.id = "review",
                               .namePrefix = "review",
                               .fieldset = {.legend = {.text = "When will you look at it again?",
                                                       .size = nhs::Size::s}},
                               .hint = {.text = "For example, 27 3 2026"}})),
      specimen("Date input with an error in the month",
               nhs::dateInput({.id = "met",
                               .namePrefix = "met",
                               .fieldset = {.legend = {.text = "When did you meet?"}},
                               .errorMessage = {.text = "The month must be from 1 to 12"},
                               .day = nhs::DateInputItem{.value = "4"},
                               .month = nhs::DateInputItem{.value = "13", .error = true},
                               .year = nhs::DateInputItem{.value = "2025"}})),
      specimen("Date input, month and year only",
               nhs::dateInput({.id = "since",
                               .namePrefix = "since",
                               .fieldset = {.legend = {.text = "Since when?"}},
                               .day = std::nullopt})));
}

Html radios() {
  return fragment(
      specimen("Radios with conditional fields",
               nhs::radios({.name = "later",
                            .fieldset = {.legend = {.text = "Shall we talk about friends now?",
                                                    .size = nhs::Size::m}},
                            .items = {{.value = "now", .text = "Yes, now"},
                                      {.value = "later",
                                       .text = "Later",
                                       .hint = {.text = "You can come back to it at any time"}},
                                      {.divider = "or"},
                                      {.value = "never",
                                       .text = "I would rather not",
                                       .conditional = nhs::input({.label = {.text = "Why?"},
                                                                  .id = "why-not",
                                                                  .name = "why-not"})}},
                            .value = "never"})),
      specimen(
          "Radios in line, small, with an error",
          nhs::radios({.name = "copy",
                       .fieldset = {.legend = {.text = "Does the person want a copy?"}},
                       .errorMessage = {.text = "Choose yes or no"},
                       .items = {{.value = "yes", .text = "Yes"}, {.value = "no", .text = "No"}},
                       .inLine = true,
                       .small = true})));
}

Html ticks() {
  return fragment(
      specimen("Checkboxes with an exclusive choice",
               nhs::checkboxes({.name = "tags",
                                .fieldset = {.legend = {.text = "What kind of strength is it?"}},
                                .hint = {.text = "Tick all that fit"},
                                .items = {{.value = "individual", .text = "Something of mine"},
                                          {.value = "interpersonal", .text = "People around me"},
                                          {.value = "environmental", .text = "Places and things"},
                                          {.divider = "or"},
                                          {.value = "none",
                                           .text = "None of these",
                                           .behaviour = nhs::CheckboxBehaviour::exclusive}},
                                .values = {"interpersonal"}})),
      specimen(
          "Checkboxes, one that is off",
          nhs::checkboxes({.name = "share",
                           .fieldset = {.legend = {.text = "Who may read this?"}},
                           .items = {{.value = "person", .text = "The person", .checked = true},
                                     {.value = "team", .text = "The team", .disabled = true}},
                           .small = true})));
}

Html selects() {
  const std::vector<nhs::SelectItem> who{{.value = "", .text = "Choose one"},
                                         {.value = "person", .text = "The person"},
                                         {.value = "worker", .text = "The worker"},
                                         {.value = "both", .text = "Both together"}};
  return fragment(specimen("Select", nhs::select({.label = {.text = "Who will do it?"},
                                                  .id = "who",
                                                  .name = "who",
                                                  .items = who,
                                                  .value = "both"})),
                  specimen("Select with an error",
                           nhs::select({.label = {.text = "Who will do it?"},
                                        .errorMessage = {.text = "Choose who will do it"},
                                        .id = "who-else",
                                        .name = "who-else",
                                        .items = who})));
}

}  // namespace

Html galleryFields() {
  return el("form", attr("action", "#form-fields"), attr("method", "post"), attr("novalidate"),
            attr("data-keep", "gallery"), textInputs(), longInputs(), dates(),
            nhs::button({.text = "Save"}));
}

Html galleryChoices() { return fragment(radios(), ticks(), selects()); }

}  // namespace refocus::html
