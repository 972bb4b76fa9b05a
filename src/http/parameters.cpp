#include "http/parameters.hpp"

#include <algorithm>
#include <utility>

#include "http/headers.hpp"

namespace refocus::http {
namespace {

constexpr std::size_t kMostParameters = 16;

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// Takes a quoted text from the front. Browsers send backslashes of file names as they are, so only
/// a backslash before a quote or another backslash is an escape.
std::optional<std::string> takeQuoted(std::string_view& text) {
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    const bool escaped =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    if (escaped) ++i;
    value.push_back(text[i]);
  }
  return std::nullopt;
}

std::optional<std::string> takeValue(std::string_view& text) {
  if (text.starts_with('"')) return takeQuoted(text);
  const auto end = std::min(text.find(';'), text.size());
  const std::string_view value = withoutBlanks(text.substr(0, end));
  text.remove_prefix(end);
  if (value.empty() || value.find_first_of(" \t\"") != std::string_view::npos) return std::nullopt;
  return std::string(value);
}

void skipBlanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

}  // namespace

std::optional<Fields> parseParameters(std::string_view text) {
  Fields parameters;
  skipBlanks(text);
  while (!text.empty()) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::string name = lowered(withoutBlanks(text.substr(0, equals)));
    text.remove_prefix(equals + 1);
    if (name.empty() || name.find_first_of("; \t\"") != std::string::npos) return std::nullopt;
    if (parameters.has(name) || parameters.size() == kMostParameters) return std::nullopt;
    skipBlanks(text);
    auto value = takeValue(text);
    if (!value) return std::nullopt;
    parameters.add(std::move(name), *std::move(value));
    skipBlanks(text);
    if (text.empty()) break;
    if (!text.starts_with(';')) return std::nullopt;
    text.remove_prefix(1);
    skipBlanks(text);
  }
  return parameters;
}

std::optional<Parametrised> parseParametrised(std::string_view text) {
  const auto semicolon = std::min(text.find(';'), text.size());
  Parametrised result{std::string(withoutBlanks(text.substr(0, semicolon))), {}};
  text.remove_prefix(std::min(semicolon + 1, text.size()));
  auto parameters = parseParameters(text);
  if (result.value.empty() || !parameters) return std::nullopt;
  result.parameters = *std::move(parameters);
  return result;
}

}  // namespace refocus::http
