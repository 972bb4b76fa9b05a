#include "html/nhs/icon.hpp"

namespace refocus::html::nhs {
namespace {

struct Drawing {
  std::string_view className;
  std::string_view path;
};

Drawing drawingOf(Icon name) {
  switch (name) {
    case Icon::arrowLeft:
      return {"nhsuk-icon nhsuk-icon--arrow-left",
              "M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 "
              "1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z"};
    case Icon::arrowRight:
      return {
          "nhsuk-icon nhsuk-icon--arrow-right",
          "m14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 "
          "0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z"};
    case Icon::arrowRightCircle:
      return {"nhsuk-icon nhsuk-icon--arrow-right-circle",
              "M12 2a10 10 0 0 0-10 9h11.7l-4-4a1 1 0 0 1 1.5-1.4l5.6 5.7a1 1 0 0 1 0 1.4l-5.6 "
              "5.7a1 1 0 0 1-1.5 0 1 1 0 0 1 0-1.4l4-4H2A10 10 0 1 0 12 2z"};
    case Icon::chevronRightCircle:
      return {
          "nhsuk-icon nhsuk-icon--chevron-right-circle",
          "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Zm-.3 5.8a1 1 0 1 0-1.5 1.4l2.9 2.8-2.9 2.8a1 "
          "1 0 0 0 1.5 1.4l3.5-3.5c.4-.4.4-1 0-1.4Z"};
    case Icon::cross:
      return {"nhsuk-icon nhsuk-icon--cross",
              "M17 18.5c-.4 0-.8-.1-1.1-.4l-10-10c-.6-.6-.6-1.6 0-2.1.6-.6 1.5-.6 2.1 0l10 "
              "10c.6.6.6 1.5 0 2.1-.3.3-.6.4-1 .4z M7 18.5c-.4 0-.8-.1-1.1-.4-.6-.6-.6-1.5 "
              "0-2.1l10-10c.6-.6 1.5-.6 2.1 0 .6.6.6 1.5 0 2.1l-10 10c-.3.3-.6.4-1 .4z"};
    case Icon::tick:
      return {"nhsuk-icon nhsuk-icon--tick",
              "M11.4 17.5a2 2 0 0 1-2.7.1h-.1L4 12.8a1.5 1.5 0 0 1 2.1-2L10 14.7l8.1-8.1a1.5 1.5 0 "
              "1 1 2.2 2l-8.9 9Z"};
    case Icon::search:
      return {"nhsuk-icon nhsuk-icon--search",
              "m20.7 18.9-4.1-4.1a7 7 0 1 0-1.4 1.4l4 4.1a1 1 0 0 0 1.5 0c.4-.4.4-1 0-1.4ZM6 "
              "10.6a5 5 0 1 1 10 0 5 5 0 0 1-10 0Z"};
    case Icon::user:
      return {"nhsuk-icon nhsuk-icon--user",
              "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22Zm0 2a9 9 0 0 0-5 16.5V18a4 4 0 0 1 "
              "4-4h2a4 4 0 0 1 4 4v1.5A9 9 0 0 0 12 3Zm0 3a3.5 3.5 0 1 1-3.5 3.5A3.4 3.4 0 0 1 "
              "12 6Z"};
    case Icon::none:
      break;
  }
  return {};
}

}  // namespace

Html icon(Icon name) {
  if (name == Icon::none) return {};
  const auto drawing = drawingOf(name);
  return el("svg", cls(drawing.className), attr("xmlns", "http://www.w3.org/2000/svg"),
            attr("viewbox", "0 0 24 24"), attr("width", 16), attr("height", 16),
            attr("focusable", "false"), attr("aria-hidden", "true"),
            el("path", attr("d", drawing.path)));
}

}  // namespace refocus::html::nhs
