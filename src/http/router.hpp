// Finds which pattern a path matches. A pattern is "/people/{person}/plan": literal segments and
// named captures of one segment; a last "{rest...}" takes one or more segments. It knows nothing of
// permissions: the index it answers is the place in the table that it was made from.
//
// The most literal pattern wins ("/people/new" before "/people/{person}"), and the pattern is
// chosen before the method. Construction throws Fault(configuration) for a malformed pattern, the
// same pattern twice for a method, and two patterns that match a common path with neither the more
// literal in every segment ("/{a}/plan" and "/people/{b}").
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/request.hpp"

namespace refocus::http {

struct RoutePattern {
  Method method;
  std::string path;
};

/// What the braces of a pattern caught, decoded, never empty.
class Captures {
 public:
  /// Throws Fault(internal) if the pattern has no such name.
  [[nodiscard]] const std::string& at(std::string_view name) const;
  /// The value of the capture that follows this one in the path; empty where none does.
  [[nodiscard]] std::string_view valueAfter(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  void add(std::string name, std::string value) {
    values_.emplace_back(std::move(name), std::move(value));
  }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

struct RouteFound {
  std::size_t index;  ///< place in the table
  Captures captures;
};
struct RouteMissing {};
struct MethodMissing {
  std::string allow;  ///< for the Allow header: "GET, HEAD, POST"
};
using RouteMatch = std::variant<RouteFound, RouteMissing, MethodMissing>;

class Router {
 public:
  explicit Router(std::vector<RoutePattern> table);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// HEAD is answered by the pattern for GET.
  [[nodiscard]] RouteMatch match(Method method, std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<const Node> root_;
};

}  // namespace refocus::http
