// nhsuk-frontend's fixtures give their options as JSON; these functions read them into the
// components' structs. For each component that takes part there is one `…FromFixture` that draws
// it. What JSON leaves out stays as the struct has it.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "html/nhs.hpp"

namespace refocus::html::testing {

using Json = nlohmann::ordered_json;

/// Draws a component from the options of one fixture.
using Draw = Html (*)(const Json& options);

struct DrawnComponent {
  const char* name;
  Draw draw;
};

/// How GoogleTest says which one failed.
void PrintTo(const DrawnComponent& component, std::ostream* out);

[[nodiscard]] const std::vector<DrawnComponent>& drawnComponents();

// Options by kind; an absent or false value gives the standard one.
[[nodiscard]] const Json& at(const Json& options, const char* key);
[[nodiscard]] bool given(const Json& options,
                         const char* key);  ///< there, and neither null nor false
[[nodiscard]] std::string words(const Json& options, const char* key, std::string standard = {});
[[nodiscard]] bool flag(const Json& options, const char* key, bool standard = false);
[[nodiscard]] std::optional<bool> choice(const Json& options, const char* key);
[[nodiscard]] int number(const Json& options, const char* key, int standard = 0);
/// `text` or `html` of these options.
[[nodiscard]] Content content(const Json& options);
/// A value that is text, or has `text` or `html`.
[[nodiscard]] Content contentAt(const Json& options, const char* key);
/// A value that is text, or has `text`.
[[nodiscard]] std::string plainWords(const Json& options);
[[nodiscard]] nhs::Size size(const Json& options, const char* key = "size");
[[nodiscard]] Attributes attributes(const Json& options);
[[nodiscard]] nhs::Caption captionOf(const Json& options);
[[nodiscard]] nhs::Label labelOf(const Json& options);
[[nodiscard]] nhs::Legend legendOf(const Json& options);
[[nodiscard]] nhs::Fieldset fieldsetOf(const Json& options);
[[nodiscard]] nhs::Hint hintOf(const Json& options);
[[nodiscard]] nhs::ErrorMessage errorOf(const Json& options);
[[nodiscard]] bool isErrorWithoutWords(const Json& options);
[[nodiscard]] nhs::FormGroup formGroupOf(const Json& options);
[[nodiscard]] nhs::Button buttonOf(const Json& options);
[[nodiscard]] nhs::Card cardOf(const Json& options);
[[nodiscard]] std::vector<nhs::Action> actionsOf(const Json& options);
[[nodiscard]] nhs::StatusTag tagOf(const Json& options);
[[nodiscard]] nhs::LinkVariant linkVariant(const Json& options);

Html actionLinkFromFixture(const Json& options);
Html backLinkFromFixture(const Json& options);
Html breadcrumbFromFixture(const Json& options);
Html buttonFromFixture(const Json& options);
Html cardFromFixture(const Json& options);
Html characterCountFromFixture(const Json& options);
Html checkboxesFromFixture(const Json& options);
Html contentsListFromFixture(const Json& options);
Html dateInputFromFixture(const Json& options);
Html detailsFromFixture(const Json& options);
Html doDontListFromFixture(const Json& options);
Html errorMessageFromFixture(const Json& options);
Html errorSummaryFromFixture(const Json& options);
Html fieldsetFromFixture(const Json& options);
Html fileUploadFromFixture(const Json& options);
Html footerFromFixture(const Json& options);
Html headerFromFixture(const Json& options);
Html headingFromFixture(const Json& options);
Html hintFromFixture(const Json& options);
Html inputFromFixture(const Json& options);
Html insetTextFromFixture(const Json& options);
Html labelFromFixture(const Json& options);
Html legendFromFixture(const Json& options);
Html notificationBannerFromFixture(const Json& options);
Html paginationFromFixture(const Json& options);
Html panelFromFixture(const Json& options);
Html passwordInputFromFixture(const Json& options);
Html radiosFromFixture(const Json& options);
Html scrollFromFixture(const Json& options);
Html searchInputFromFixture(const Json& options);
Html selectFromFixture(const Json& options);
Html skipLinkFromFixture(const Json& options);
Html summaryListFromFixture(const Json& options);
Html tableFromFixture(const Json& options);
Html tagFromFixture(const Json& options);
Html taskListFromFixture(const Json& options);
Html textareaFromFixture(const Json& options);
Html warningCalloutFromFixture(const Json& options);

}  // namespace refocus::html::testing
