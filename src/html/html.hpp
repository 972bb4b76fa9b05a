// The typed HTML builder. Text is escaped by its type and markup is another type, Html, which only
// this header's functions make; raw() is the one way round and is found by its name.
//
// Guarantees: no text, attribute value or URL given to el(), attr() or text() can open an element,
// an attribute or a script. Names of elements and attributes are literals checked while compiling:
// script, style and other elements whose content is not plain text, event handlers and style
// attributes do not compile. An address in href, src, action or formaction that is not relative,
// http(s), mailto or tel is written as "#", so that one bad link in stored data does not take a
// page away; ask isSafeUrl() first where the person who typed it should be told.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__clang__)
#define REFOCUS_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define REFOCUS_LIFETIMEBOUND
#endif

namespace refocus::html {

/// Relative, http, https, mailto or tel, without control characters.
[[nodiscard]] bool isSafeUrl(std::string_view url);

/// An element's name. `el("p", …)` makes one from the literal; a name that is not allowed does not
/// compile.
class Tag {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): the literal is meant to convert
  consteval Tag(const char* name) : name_(name) {
    if (!isAllowed(name_)) throw "not an element that text may be put into";
    for (const std::string_view empty :
         {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}) {
      void_ = void_ || name_ == empty;
    }
  }
  [[nodiscard]] constexpr std::string_view name() const { return name_; }
  /// Has no content and no end tag.
  [[nodiscard]] constexpr bool isVoid() const { return void_; }

 private:
  static constexpr bool isAllowed(std::string_view name) {
    for (const std::string_view refused :
         {"script", "style", "iframe", "noscript", "noembed", "noframes", "xmp", "plaintext",
          "object", "embed", "base", "template", "listing"}) {
      if (name == refused) return false;
    }
    for (const char c : name) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return !name.empty() && name[0] >= 'a' && name[0] <= 'z';
  }

  std::string_view name_;
  bool void_ = false;
};

/// True for the names that attributes may have: small letters, digits, '-', '.', ':', '_'; no event
/// handler, no style, nothing that holds a document or several addresses.
[[nodiscard]] constexpr bool isAttributeName(std::string_view name) {
  for (const char c : name) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                         c == ':' || c == '_';
    if (!allowed) return false;
  }
  return !name.empty() && !name.starts_with("on") && name != "style" && name != "srcdoc" &&
         name != "srcset" && name != "http-equiv";
}

/// True for the attributes whose value is an address.
[[nodiscard]] constexpr bool isUrlAttribute(std::string_view name) {
  for (const std::string_view url :
       {"href", "src", "action", "formaction", "cite", "data", "poster", "xlink:href", "ping"}) {
    if (name == url) return true;
  }
  return false;
}

/// An attribute's name, from a literal checked while compiling.
class Name {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): the literal is meant to convert
  consteval Name(const char* name) : name_(name), isUrl_(isUrlAttribute(name_)) {
    if (!isAttributeName(name_)) throw "not an attribute that may be written";
  }
  [[nodiscard]] constexpr std::string_view text() const { return name_; }
  [[nodiscard]] constexpr bool isUrl() const { return isUrl_; }

 private:
  std::string_view name_;
  bool isUrl_;
};

class Part;
class Html;

namespace detail {
class Renderer;
}

/// Markup that is safe to put on a page. Cheap to move.
class Html {
 public:
  Html() = default;
  [[nodiscard]] std::string_view markup() const noexcept { return markup_; }
  [[nodiscard]] std::string take() && noexcept { return std::move(markup_); }
  [[nodiscard]] bool empty() const noexcept { return markup_.empty(); }
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }

 private:
  explicit Html(std::string markup) : markup_(std::move(markup)) {}
  friend Html raw(std::string markup);
  friend class detail::Renderer;

  std::string markup_;
};

/// Markup taken as it is. The caller vouches for every character; review finds it by this name.
[[nodiscard]] Html raw(std::string markup);

/// One attribute of a list that is put together while running.
struct NameValue {
  std::string name;
  std::string value = {};
};

/// Attributes as the components' options take them: `{{"data-keep", "strengths"}}`. Throws
/// Fault(invalid) for a name that attributes may not have. An empty value is a boolean attribute.
class Attributes {
 public:
  Attributes() = default;
  Attributes(std::initializer_list<NameValue> list);
  void add(std::string name, std::string value);
  [[nodiscard]] const std::vector<NameValue>& list() const noexcept { return list_; }

 private:
  std::vector<NameValue> list_;
};

/// One argument of el(): text, a number, markup, a list of markup, an attribute or nothing. It
/// looks at what it was made from, so it is written in the call and nowhere else; it cannot be
/// copied.
class Part {
 public:
  enum class Kind : std::uint8_t { nothing, text, number, markup, list, attribute, attributes };

  Part() = default;
  // NOLINTBEGIN(google-explicit-constructor): arguments are meant to convert
  Part(const Html& html REFOCUS_LIFETIMEBOUND) : kind_(Kind::markup), value_(html.markup()) {}
  /// Markup made for this call: a large one becomes the page it goes into, without a copy.
  Part(Html&& html REFOCUS_LIFETIMEBOUND)
      : kind_(Kind::markup), value_(html.markup()), temporary_(&html) {}
  Part(std::span<const Html> list) : kind_(Kind::list), list_(list) {}
  Part(const std::vector<Html>& list REFOCUS_LIFETIMEBOUND) : kind_(Kind::list), list_(list) {}
  Part(const Attributes& more REFOCUS_LIFETIMEBOUND) : kind_(Kind::attributes), more_(&more) {}
  Part(std::string_view text) : kind_(Kind::text), value_(text) {}
  Part(const std::string& text REFOCUS_LIFETIMEBOUND) : kind_(Kind::text), value_(text) {}
  Part(const char* text) : kind_(Kind::text), value_(text) {}
  template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
  Part(Number number) : kind_(Kind::number), number_(static_cast<std::int64_t>(number)) {}
  // NOLINTEND(google-explicit-constructor)
  Part(bool) = delete;
  Part(std::nullptr_t) = delete;
  Part(const Part&) = delete;
  Part(Part&&) = default;
  Part& operator=(const Part&) = delete;
  Part& operator=(Part&&) = delete;
  ~Part() = default;

 private:
  friend Part attr(Name name);
  friend Part attr(Name name, std::string_view value REFOCUS_LIFETIMEBOUND);
  template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
  friend Part attr(Name name, Number value);
  friend class detail::Renderer;

  Part(Name name, Kind value)
      : kind_(Kind::attribute), valueKind_(value), isUrl_(name.isUrl()), name_(name.text()) {}

  Kind kind_ = Kind::nothing;
  Kind valueKind_ = Kind::nothing;
  bool isUrl_ = false;
  std::string_view name_;
  std::string_view value_;
  std::int64_t number_ = 0;
  std::span<const Html> list_;
  const Attributes* more_ = nullptr;
  Html* temporary_ = nullptr;
};

namespace detail {

/// Writes parts into one string. For el() and fragment().
class Renderer {
 public:
  /// Without a tag, the content alone.
  static Html render(const Tag* tag, std::span<const Part> parts);

 private:
  static std::size_t sizeOf(const Tag* tag, std::span<const Part> parts);
  static std::size_t largestTemporary(std::span<const Part> parts);
  static void open(std::string& out, const Tag& tag, std::span<const Part> parts);
  static void attribute(std::string& out, const Part& part);
  static void content(std::string& out, std::span<const Part> parts);
  static void close(std::string& out, const Tag& tag, std::size_t start);
};

}  // namespace detail

/// A boolean attribute: `attr("hidden")`.
[[nodiscard]] inline Part attr(Name name) { return {name, Part::Kind::nothing}; }
/// name="value", escaped; addresses are checked.
[[nodiscard]] inline Part attr(Name name, std::string_view value REFOCUS_LIFETIMEBOUND) {
  Part part{name, Part::Kind::text};
  part.value_ = value;
  return part;
}
template <std::integral Number>
  requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
[[nodiscard]] Part attr(Name name, Number value) {
  Part part{name, Part::Kind::number};
  part.number_ = static_cast<std::int64_t>(value);
  return part;
}
/// The attribute if the value is not empty, else nothing.
[[nodiscard]] inline Part attrIf(Name name, std::string_view value REFOCUS_LIFETIMEBOUND) {
  return value.empty() ? Part{} : attr(name, value);
}
/// A boolean attribute, or nothing.
[[nodiscard]] inline Part attrIf(Name name, bool present) { return present ? attr(name) : Part{}; }
[[nodiscard]] inline Part attrIf(Name name, const char* value) {
  return attrIf(name, std::string_view{value});
}
[[nodiscard]] inline Part attrIf(Name name, const std::string& value REFOCUS_LIFETIMEBOUND) {
  return attrIf(name, std::string_view{value});
}
/// class="…".
[[nodiscard]] inline Part cls(std::string_view names REFOCUS_LIFETIMEBOUND) {
  return attr("class", names);
}

/// The part if the condition holds, else nothing. What is given is made in either case.
[[nodiscard]] inline Part when(bool condition, Part part) {
  return condition ? std::move(part) : Part{};
}
/// What the function makes, called only if the condition holds.
template <std::invocable Make>
[[nodiscard]] Html when(bool condition, Make&& make) {
  return condition ? Html{std::forward<Make>(make)()} : Html{};
}

/// An element with its attributes and content, in the order given:
/// `el("p", cls("nhsuk-body"), "Hello ", el("strong", name))`.
/// Throws Fault(internal) for content in an element that has none.
template <class... Parts>
[[nodiscard]] Html el(Tag tag, Parts&&... parts) {
  const Part list[] = {Part{}, Part(std::forward<Parts>(parts))...};
  return detail::Renderer::render(&tag, list);
}

/// Several parts after one another, without an element round them.
template <class... Parts>
[[nodiscard]] Html fragment(Parts&&... parts) {
  const Part list[] = {Part{}, Part(std::forward<Parts>(parts))...};
  return detail::Renderer::render(nullptr, list);
}

/// Escaped text as markup.
[[nodiscard]] inline Html text(std::string_view words) { return fragment(words); }

/// What `make` gives for each item, after one another.
template <class Range, class Make>
[[nodiscard]] Html each(const Range& range, Make&& make) {
  Html all;
  for (const auto& item : range) all += Html{make(item)};
  return all;
}

/// Somebody's name or words in a line of ours, whichever way its letters run: it does not reorder
/// what stands beside it, on screen or paper.
[[nodiscard]] Html isolated(std::string_view words);

/// For a field in which somebody's name or words are typed: it runs the way that they do.
[[nodiscard]] inline Attributes anyDirection() { return {{"dir", "auto"}}; }

/// Somebody's words whose lines stay lines, isolated: each newline becomes a <br>.
[[nodiscard]] Html lines(std::string_view words);

/// A form's field that is not shown.
[[nodiscard]] Html hidden(std::string_view name, std::string_view value);

/// What a component shows where nhsuk-frontend has `text` or `html`: made from text it is escaped,
/// made from Html it is markup. Owns what it holds.
class Content {
 public:
  Content() = default;
  // NOLINTBEGIN(google-explicit-constructor): text and markup are meant to convert
  Content(std::string_view words) : html_(text(words)), isText_(true) {}
  Content(const std::string& words) : Content(std::string_view{words}) {}
  Content(const char* words) : Content(std::string_view{words}) {}
  Content(Html html) : html_(std::move(html)) {}
  // NOLINTEND(google-explicit-constructor)
  Content(std::nullptr_t) = delete;

  [[nodiscard]] bool empty() const noexcept { return html_.empty(); }
  /// Made from text, so a component may put it into a paragraph.
  [[nodiscard]] bool isText() const noexcept { return isText_; }
  [[nodiscard]] const Html& html() const noexcept { return html_; }

 private:
  Html html_;
  bool isText_ = false;
};

}  // namespace refocus::html
