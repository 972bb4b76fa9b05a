#include "tests/html/parsed.hpp"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <utility>

namespace refocus::html::testing {
namespace {

std::string tagOf(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece name = element.original_tag;
  gumbo_tag_from_original_text(&name);
  return {name.data, name.length};
}

Node nodeOf(const GumboNode& from) {
  if (from.type != GUMBO_NODE_ELEMENT && from.type != GUMBO_NODE_TEMPLATE) {
    return from.type == GUMBO_NODE_COMMENT ? Node{} : Node{.text = from.v.text.text};
  }
  const auto& element = from.v.element;
  Node node{.tag = tagOf(element)};
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    node.attributes.emplace_back(attribute.name, attribute.value);
  }
  std::ranges::sort(node.attributes);
  for (unsigned i = 0; i < element.children.length; ++i) {
    node.children.push_back(nodeOf(*static_cast<const GumboNode*>(element.children.data[i])));
  }
  return node;
}

Node parsedWith(std::string_view markup, GumboTag context) {
  auto options = kGumboDefaultOptions;
  options.fragment_context = context;
  const auto destroy = [](GumboOutput* output) {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output{
      gumbo_parse_with_options(&options, markup.data(), markup.size()), destroy};
  return nodeOf(*output->root);
}

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

/// Elements inside a line of text; at any other, a line begins and ends.
bool isInline(const std::string& tag) {
  static constexpr std::array<std::string_view, 9> kInline{"a", "abbr",  "b",    "code",  "em",
                                                           "i", "small", "span", "strong"};
  return std::ranges::find(kInline, tag) != kInline.end();
}

std::string sortedNames(std::string_view names) {
  std::set<std::string, std::less<>> sorted;
  std::string name;
  for (const char c : std::string{names} + " ") {
    if (!isSpace(c)) {
      name += c;
    } else if (!name.empty()) {
      sorted.insert(std::exchange(name, {}));
    }
  }
  std::string all;
  for (const auto& one : sorted) all += (all.empty() ? "" : " ") + one;
  return all;
}

class Writer {
 public:
  explicit Writer(const std::function<bool(const Node&)>& leaveOut) : leaveOut_(leaveOut) {}

  void write(const Node& node, int depth) {
    if (node.tag.empty()) {
      writeText(node.text, depth);
      return;
    }
    if (leaveOut_ && leaveOut_(node)) return;
    const bool block = !isInline(node.tag);
    if (block) edge();
    line(depth) += "<" + node.tag;
    for (const auto& [name, value] : node.attributes) {
      out_ += " " + name + "=\"" + (name == "class" ? sortedNames(value) : value) + "\"";
    }
    out_ += ">";
    if (node.tag == "textarea" || node.tag == "pre") {
      out_ += "[" + textOf(node.children) + "]";
    } else {
      for (const auto& child : node.children) write(child, depth + 1);
    }
    if (block) edge();
    inText_ = false;
  }

  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  std::string& line(int depth) {
    inText_ = false;
    if (!out_.empty()) out_ += '\n';
    return out_.append(static_cast<std::size_t>(depth) * 2, ' ');
  }
  void edge() {
    space_ = false;
    atEdge_ = true;
  }
  void writeText(const std::string& text, int depth) {
    for (const char c : text) {
      if (isSpace(c)) {
        space_ = !atEdge_;
        continue;
      }
      if (!inText_) line(depth);
      inText_ = true;
      if (space_) out_ += ' ';
      out_ += c;
      space_ = false;
      atEdge_ = false;
    }
  }

  const std::function<bool(const Node&)>& leaveOut_;
  std::string out_;
  bool inText_ = false;
  bool atEdge_ = true;
  bool space_ = false;
};

void gather(const std::vector<Node>& nodes, std::vector<const Node*>& found) {
  for (const auto& node : nodes) {
    if (!node.tag.empty()) found.push_back(&node);
    gather(node.children, found);
  }
}

}  // namespace

const std::string* Node::attribute(std::string_view name) const {
  const auto found = std::ranges::find(
      attributes, name, [](const auto& pair) { return std::string_view{pair.first}; });
  return found == attributes.end() ? nullptr : &found->second;
}

std::vector<Node> parsed(std::string_view markup) {
  return parsedWith(markup, GUMBO_TAG_DIV).children;
}

Node parsedDocument(std::string_view markup) { return parsedWith(markup, GUMBO_TAG_LAST); }

std::vector<const Node*> elementsOf(const std::vector<Node>& nodes) {
  std::vector<const Node*> found;
  gather(nodes, found);
  return found;
}

std::vector<const Node*> elementsOf(const Node& node) {
  std::vector<const Node*> found{&node};
  gather(node.children, found);
  return found;
}

std::string textOf(const std::vector<Node>& nodes) {
  std::string all;
  for (const auto& node : nodes) all += node.tag.empty() ? node.text : textOf(node.children);
  return all;
}

std::string written(const std::vector<Node>& nodes,
                    const std::function<bool(const Node&)>& leaveOut) {
  Writer writer{leaveOut};
  for (const auto& node : nodes) writer.write(node, 0);
  return std::move(writer).take();
}

}  // namespace refocus::html::testing
