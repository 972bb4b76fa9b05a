#include "html/gallery_sections.hpp"
#include "html/nhs.hpp"

namespace refocus::html {
namespace {

Html banners() {
  return fragment(
      specimen("Error summary",
               nhs::errorSummary(
                   {.errorList = {{.text = "Enter an e-mail address", .href = "#email"},
                                  {.text = "The month must be from 1 to 12", .href = "#met-month"}},
                    .disableAutoFocus = true})),
      specimen("Notification banner",
               nhs::notificationBanner({.text = "Somebody else changed this plan while you wrote.",
                                        .titleId = "banner-news"})),
      specimen("Notification banner, success",
               nhs::notificationBanner({.heading = "Saved",
                                        .text = "The strength is on the plan.",
                                        .variant = nhs::BannerVariant::success,
                                        .disableAutoFocus = true,
                                        .titleId = "banner-saved"})));
}

Html panels() {
  return fragment(
      specimen("Panel", nhs::panel({.heading = "Conversation recorded",
                                    .headingLevel = 4,
                                    .text = "Three strengths, one action"})),
      specimen("Panel, interruption",
               nhs::panel({.heading = "This is not one of your people",
                           .headingLevel = 4,
                           .text = el("p",
                                      "Opening the record is noted, with your reason, and your "
                                      "team leader is told."),
                           .variant = nhs::PanelVariant::interruption})));
}

}  // namespace

Html galleryMessages() {
  return fragment(
      banners(), panels(),
      specimen("Inset text", nhs::insetText({.text = "You can stop here. What you said is safe."})),
      specimen("Warning callout",
               nhs::warningCallout({.heading = "If someone is in danger",
                                    .headingLevel = 4,
                                    .text = "Follow your service’s procedure now. The conversation "
                                            "can wait."})),
      specimen("Details", nhs::details({.summary = "Nothing comes to mind",
                                        .text = "Think of a time when it went a little better. Who "
                                                "was there?"})),
      specimen("Details, open",
               nhs::details({.summary = "Ask someone who knows you",
                             .text = el("p", "A friend, a brother, a neighbour may know."),
                             .open = true})),
      specimen("Details, wide", nhs::details({.summary = "How the conversation goes",
                                              .text = el("p", "Any area first, any area never."),
                                              .classes = "nhsuk-expander"})),
      specimen("Do list", nhs::doDontList({.heading = "Do",
                                           .headingLevel = 4,
                                           .items = {"ask what worked before",
                                                     "write it as the person says it"}})),
      specimen("Don’t list", nhs::doDontList({.heading = "Don’t",
                                              .headingLevel = 4,
                                              .icon = nhs::DoDont::cross,
                                              .items = {"correct the words", "hurry"}})));
}

}  // namespace refocus::html
