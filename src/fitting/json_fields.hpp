// Members of JSON that comes from outside, each checked to be what it should be. Throws
// Fault(badRequest) that names the member.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace refocus::fitting {

/// A value that outlives its readers; not JSON, or too large, is Fault(badRequest) with the place.
[[nodiscard]] Json parsedFields(std::string_view text, const JsonLimits& limits);

class JsonFields {
 public:
  /// `what` is what the object is called in messages.
  JsonFields(const Json& object, std::string what);

  [[nodiscard]] const Json& at(const char* name) const;
  [[nodiscard]] std::string text(const char* name) const;
  /// Finite, and of a size that the arithmetic is made for.
  [[nodiscard]] double number(const char* name) const;
  [[nodiscard]] std::uint64_t count(const char* name) const;
  [[nodiscard]] const Json& list(const char* name) const;
  [[nodiscard]] const Json& object(const char* name) const;
  [[nodiscard]] std::vector<double> numbers(const char* name) const;
  [[nodiscard]] std::vector<std::string> texts(const char* name) const;

  /// Refuses what is not of this format in this version.
  void checkFormat(std::string_view format, std::uint64_t version) const;

  [[noreturn]] static void refuse(const std::string& reason);

 private:
  [[nodiscard]] std::string textOf(const Json& value, const char* name) const;
  [[nodiscard]] double numberOf(const Json& value, const char* name) const;

  const Json& object_;
  std::string what_;
};

}  // namespace refocus::fitting
