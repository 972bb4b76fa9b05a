#include "http/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace refocus::http {
namespace {

constexpr std::array<std::string_view, 7> kMethodNames{"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};

/// One segment, decoded and checked; the error is the reason that parseTarget gives.
std::expected<std::string, std::string_view> decodedSegment(std::string_view segment) {
  auto decoded = percentDecoded(segment);
  if (!decoded) return std::unexpected("a percent sign without two hex digits");
  for (const char c : *decoded) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '/' || c == '\\') return std::unexpected("an encoded slash or a backslash");
    if (byte < 0x20 || byte == 0x7f) return std::unexpected("a control character");
  }
  if (*decoded == "." || *decoded == "..") return std::unexpected("a dot segment");
  if (!isUtf8(*decoded)) return std::unexpected("a path that is not UTF-8");
  return *std::move(decoded);
}

std::expected<std::string, std::string_view> decodedPath(std::string_view path) {
  std::string decoded;
  decoded.reserve(path.size());
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash before the segment
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = decodedSegment(path.substr(0, end));
    if (!segment) return std::unexpected(segment.error());
    decoded.append("/").append(*segment);
    path.remove_prefix(end);
  }
  return decoded;
}

bool isVisibleAscii(char c) { return c > 0x20 && c < 0x7f; }

}  // namespace

std::string_view nameOf(Method method) { return kMethodNames.at(static_cast<std::size_t>(method)); }

std::optional<Method> methodNamed(std::string_view name) {
  const auto* const found = std::ranges::find(kMethodNames, name);
  if (found == kMethodNames.end()) return std::nullopt;
  return static_cast<Method>(found - kMethodNames.begin());
}

std::expected<Target, std::string_view> parseTarget(std::string_view target) {
  if (!target.starts_with('/')) return std::unexpected("a target without a leading slash");
  if (!std::ranges::all_of(target, isVisibleAscii)) {
    return std::unexpected("a target with characters that must be percent-encoded");
  }
  if (target.find('#') != std::string_view::npos) return std::unexpected("a fragment");
  const auto question = target.find('?');
  auto path = decodedPath(target.substr(0, question));
  if (!path) return std::unexpected(path.error());
  Target result{*std::move(path), {}};
  if (question != std::string_view::npos) {
    auto query = parseUrlencoded(target.substr(question + 1));
    if (!query) return std::unexpected("a query that cannot be read");
    result.query = *std::move(query);
  }
  return result;
}

Request requestTo(Method method, std::string_view target, std::string body,
                  std::string_view contentType) {
  auto parsed = parseTarget(target);
  if (!parsed) throw Fault(FaultCode::invalid, fmt::format("target with {}", parsed.error()));
  Request request;
  request.method = method;
  request.target = target;
  request.path = std::move(parsed->path);
  request.query = std::move(parsed->query);
  request.host = "localhost";
  request.headers.add("Host", request.host);
  if (!body.empty()) request.headers.add("Content-Type", contentType);
  request.body = std::move(body);
  request.remoteAddress = "127.0.0.1";
  return request;
}

}  // namespace refocus::http
