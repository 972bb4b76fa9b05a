#include "practice/late_save.hpp"

#include "html/nhs.hpp"

namespace refocus::practice {

using html::cls;
using html::el;
namespace nhs = html::nhs;

html::Html lateSaveNotice(const site::Visit& visit, const LateSave& late) {
  const Words& words = visit.words();
  const auto column = [&](std::string_view heading, std::string_view text) {
    return el(
        "div", cls("nhsuk-grid-column-one-half"),
        nhs::card({.heading = {.text = std::string(heading), .level = 3, .size = nhs::Size::s},
                   .description = el("p", html::lines(text))}));
  };
  return nhs::warningCallout(
      {.heading = std::string(words("Someone else changed this while you were writing")),
       .headingLevel = 2,
       .text = html::fragment(
           el("p", words("{name} changed it on {time}. Your words are kept. They are in the form "
                         "below: join both texts there and save, or leave the page to keep theirs.",
                         arg("name", late.author),
                         arg("time", londonText(late.when, words.language())))),
           el("div", cls("nhsuk-grid-row"), column(words("As it stands now"), late.theirs),
              column(words("What you wrote"), late.yours)))});
}

html::Html draftNotice(const site::Visit& visit, std::string_view draft) {
  const Words& words = visit.words();
  return nhs::insetText(
      {.text = html::fragment(
           el("p", words("You wrote this earlier, but someone else had changed it first. It is not "
                         "saved in the record yet:")),
           el("p", html::lines(draft)))});
}

}  // namespace refocus::practice
