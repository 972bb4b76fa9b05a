// JSON from outside, bounded before it is built: size, depth, and members of an object (our objects
// keep their order, so finding a member looks at each). Includes only json_fwd; who reads or makes
// values includes <nlohmann/json.hpp>. A reason never quotes the text, which may be a person's.
#pragma once

#include <cstddef>
#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/words.hpp"

namespace refocus {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t bytes = 1024 * 1024;
  std::size_t depth = 64;
  std::size_t members = 1000;  ///< of one object; an array has no limit but the bytes
};

struct JsonProblem {
  std::size_t line;    ///< from 1
  std::size_t column;  ///< from 1, in bytes
  Sentence reason;
};

/// The value of a whole text, or what is wrong where. Member names may not repeat in one object.
[[nodiscard]] std::expected<Json, JsonProblem> parseJson(std::string_view text,
                                                         const JsonLimits& limits = {});

/// The same bytes for the same value: members sorted by their names' bytes, no white space, UTF-8
/// as it is. For hashes and comparisons. Throws Fault(invalid) if a string is not UTF-8.
[[nodiscard]] std::string canonicalJson(const Json& value);

}  // namespace refocus
