#include "http/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <iterator>
#include <optional>
#include <span>

#include "base/fault.hpp"

namespace refocus::http {
namespace {

constexpr std::size_t kMostSegments = 32;

/// Written in the order of how much they catch: a later one is less literal.
enum class SegmentKind : std::uint8_t { literal, capture, rest };

struct Segment {
  SegmentKind kind;
  std::string text;  ///< what it is, or the name of what it catches
};

[[noreturn]] void refuse(std::string_view path, std::string_view why) {
  throw Fault(FaultCode::configuration, fmt::format("route pattern {}: {}", path, why));
}

/// "/a/b" as "a", "b"; "/" as one empty segment.
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

Segment parseSegment(std::string_view pattern, std::string_view part) {
  if (!part.starts_with('{')) {
    if (part.find_first_of("{}") != std::string_view::npos) {
      refuse(pattern, "a capture must be a whole segment");
    }
    return {SegmentKind::literal, std::string(part)};
  }
  if (!part.ends_with('}')) refuse(pattern, "a capture must be a whole segment");
  part = part.substr(1, part.size() - 2);
  const auto kind = part.ends_with("...") ? SegmentKind::rest : SegmentKind::capture;
  if (kind == SegmentKind::rest) part.remove_suffix(3);
  if (part.empty()) refuse(pattern, "a capture needs a name");
  return {kind, std::string(part)};
}

std::vector<Segment> parsePattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) refuse(pattern, "must begin with a slash");
  const auto parts = split(pattern);
  if (parts.size() > kMostSegments) refuse(pattern, "has too many segments");
  std::vector<Segment> segments;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty() && parts.size() > 1) refuse(pattern, "has an empty segment");
    Segment segment = parseSegment(pattern, parts[i]);
    if (segment.kind == SegmentKind::rest && i + 1 < parts.size()) {
      refuse(pattern, "{...} must be the last segment");
    }
    const auto sameName = [&](const Segment& other) {
      return other.kind != SegmentKind::literal && other.text == segment.text;
    };
    if (segment.kind != SegmentKind::literal && std::ranges::any_of(segments, sameName)) {
      refuse(pattern, "catches the same name twice");
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

/// How two patterns stand to each other, from what their segments have in common.
enum class Relation : std::uint8_t { apart, same, firstMoreLiteral, secondMoreLiteral, ambiguous };

Relation relationOf(std::span<const Segment> first, std::span<const Segment> second) {
  bool firstWins = false;
  bool secondWins = false;
  for (std::size_t i = 0;; ++i) {
    if (i == first.size() && i == second.size()) break;
    if (i >= first.size() || i >= second.size()) return Relation::apart;
    const Segment& a = first[i];
    const Segment& b = second[i];
    if (a.kind == SegmentKind::literal && b.kind == SegmentKind::literal) {
      if (a.text != b.text) return Relation::apart;
    } else if (a.kind == SegmentKind::literal ? a.text.empty()
                                              : b.kind == SegmentKind::literal && b.text.empty()) {
      return Relation::apart;  // "/": its empty segment is never caught
    }
    if (a.kind < b.kind) firstWins = true;
    if (b.kind < a.kind) secondWins = true;
    if (a.kind == SegmentKind::rest || b.kind == SegmentKind::rest) break;
  }
  if (firstWins && secondWins) return Relation::ambiguous;
  if (firstWins) return Relation::firstMoreLiteral;
  return secondWins ? Relation::secondMoreLiteral : Relation::same;
}

std::string joined(std::span<const std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    if (!text.empty()) text.push_back('/');
    text.append(part);
  }
  return text;
}

std::string_view caughtName(const std::pair<std::string, std::string>& value) {
  return value.first;
}

}  // namespace

const std::string& Captures::at(std::string_view name) const {
  const auto found = std::ranges::find(values_, name, caughtName);
  if (found == values_.end()) {
    throw Fault(FaultCode::internal, fmt::format("the route's pattern catches no {}", name));
  }
  return found->second;
}

std::string_view Captures::valueAfter(std::string_view name) const {
  const auto found = std::ranges::find(values_, name, caughtName);
  if (found == values_.end() || std::next(found) == values_.end()) return {};
  return std::next(found)->second;
}

/// A place in the tree of patterns; each child is one segment further. What ends here is kept by
/// method, each with its own names for what was caught on the way.
struct Router::Node {
  struct End {
    Method method;
    std::size_t index;
    std::vector<std::string> names;
  };
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
  std::unique_ptr<Node> capture;
  std::unique_ptr<Node> rest;
  std::vector<End> ends;

  Node& childFor(const Segment& segment) {
    if (segment.kind != SegmentKind::literal) {
      auto& child = segment.kind == SegmentKind::rest ? rest : capture;
      if (!child) child = std::make_unique<Node>();
      return *child;
    }
    for (auto& [text, child] : literals) {
      if (text == segment.text) return *child;
    }
    return *literals.emplace_back(segment.text, std::make_unique<Node>()).second;
  }

  /// The node where the path ends, most literal first. Each node is visited once at most.
  const Node* find(std::span<const std::string_view> parts,
                   std::vector<std::string>& caught) const {
    if (parts.empty()) return ends.empty() ? nullptr : this;
    for (const auto& [text, child] : literals) {
      if (text != parts.front()) continue;
      if (const Node* end = child->find(parts.subspan(1), caught)) return end;
    }
    if (capture && !parts.front().empty()) {
      caught.emplace_back(parts.front());
      if (const Node* end = capture->find(parts.subspan(1), caught)) return end;
      caught.pop_back();
    }
    if (rest && std::ranges::none_of(parts, &std::string_view::empty)) {
      caught.push_back(joined(parts));
      return rest.get();
    }
    return nullptr;
  }

  [[nodiscard]] const End* endFor(Method method) const {
    const auto found = std::ranges::find(ends, method, &End::method);
    if (found != ends.end()) return &*found;
    return method == Method::head ? endFor(Method::get) : nullptr;
  }

  [[nodiscard]] std::string allowed() const {
    std::string text;
    for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                                Method::remove, Method::options}) {
      if (endFor(method) == nullptr) continue;
      if (!text.empty()) text += ", ";
      text += nameOf(method);
    }
    return text;
  }
};

Router::Router(std::vector<RoutePattern> table) {
  std::vector<std::vector<Segment>> patterns;
  auto root = std::make_unique<Node>();
  for (std::size_t index = 0; index < table.size(); ++index) {
    const auto& [method, path] = table[index];
    auto segments = parsePattern(path);
    for (std::size_t before = 0; before < index; ++before) {
      const Relation relation = relationOf(patterns[before], segments);
      if (relation == Relation::ambiguous) {
        refuse(path, fmt::format("a path can match it and {} alike", table[before].path));
      }
      if (relation == Relation::same && table[before].method == method) {
        refuse(path, fmt::format("{} is in the table twice", nameOf(method)));
      }
    }
    Node* node = root.get();
    std::vector<std::string> names;
    for (const Segment& segment : segments) {
      node = &node->childFor(segment);
      if (segment.kind != SegmentKind::literal) names.push_back(segment.text);
    }
    node->ends.push_back({method, index, std::move(names)});
    patterns.push_back(std::move(segments));
  }
  root_ = std::move(root);
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

RouteMatch Router::match(Method method, std::string_view path) const {
  if (!path.starts_with('/')) return RouteMissing{};
  const auto parts = split(path);
  std::vector<std::string> caught;
  const Node* node = root_->find(parts, caught);
  if (node == nullptr) return RouteMissing{};
  const auto* end = node->endFor(method);
  if (end == nullptr) return MethodMissing{node->allowed()};
  RouteFound found{end->index, {}};
  for (std::size_t i = 0; i < caught.size(); ++i) {
    found.captures.add(end->names.at(i), std::move(caught[i]));
  }
  return found;
}

}  // namespace refocus::http
