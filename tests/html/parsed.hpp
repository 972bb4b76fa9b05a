// HTML as a browser would read it, for tests: parsed by libgumbo and written out again in one
// form, so that two pieces of markup are equal when their documents are.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::html::testing {

struct Node {
  std::string tag = {};  ///< empty for text
  std::string text = {};
  std::vector<std::pair<std::string, std::string>> attributes = {};  ///< sorted by name
  std::vector<Node> children = {};

  [[nodiscard]] const std::string* attribute(std::string_view name) const;
};

/// The nodes of a piece of markup, read as the content of a <div>.
[[nodiscard]] std::vector<Node> parsed(std::string_view markup);

/// The nodes of a whole document: the <html> element.
[[nodiscard]] Node parsedDocument(std::string_view markup);

/// All elements below these nodes, in the order of the document.
[[nodiscard]] std::vector<const Node*> elementsOf(const std::vector<Node>& nodes);
[[nodiscard]] std::vector<const Node*> elementsOf(const Node& node);

/// All text below these nodes.
[[nodiscard]] std::string textOf(const std::vector<Node>& nodes);

/// One line for each element and text. White space is collapsed as it would be on the screen:
/// runs are one space, none stands at the edge of a block. Attributes are sorted and so are the
/// names in a class. Elements for which `leaveOut` holds are not written.
[[nodiscard]] std::string written(const std::vector<Node>& nodes,
                                  const std::function<bool(const Node&)>& leaveOut = {});

}  // namespace refocus::html::testing
