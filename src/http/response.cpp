#include "http/response.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/bytes.hpp"
#include "base/fault.hpp"

namespace refocus::http {
namespace {

struct SecurityHeader {
  std::string_view name;
  std::string_view value;
};

constexpr std::array kSecurityHeaders{
    SecurityHeader{"Content-Security-Policy",
                   "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                   "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
                   "base-uri 'none'; frame-ancestors 'none'"},
    SecurityHeader{"X-Content-Type-Options", "nosniff"},
    SecurityHeader{"X-Frame-Options", "DENY"},
    SecurityHeader{"Referrer-Policy", "same-origin"},
    SecurityHeader{"Permissions-Policy",
                   "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
                   "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
                   "payment=(), usb=()"},
    SecurityHeader{"Cross-Origin-Opener-Policy", "same-origin"},
    SecurityHeader{"Cross-Origin-Resource-Policy", "same-origin"},
    SecurityHeader{"Cache-Control", "no-store"},
};
constexpr std::string_view kTransportSecurity = "Strict-Transport-Security";

std::string_view transportSecurity(HstsReach reach) {
  return reach == HstsReach::host ? "max-age=63072000" : "max-age=63072000; includeSubDomains";
}

struct Ending {
  std::string_view ending;
  std::string_view contentType;
};
constexpr std::array kEndings{
    Ending{".css", "text/css; charset=utf-8"},
    Ending{".js", "text/javascript; charset=utf-8"},
    Ending{".mjs", "text/javascript; charset=utf-8"},
    Ending{".json", "application/json"},
    Ending{".map", "application/json"},
    Ending{".svg", "image/svg+xml; charset=utf-8"},
    Ending{".png", "image/png"},
    Ending{".jpg", "image/jpeg"},
    Ending{".ico", "image/x-icon"},
    Ending{".woff2", "font/woff2"},
    Ending{".txt", "text/plain; charset=utf-8"},
    Ending{".csv", "text/csv; charset=utf-8"},
    Ending{".html", "text/html; charset=utf-8"},
    Ending{".webmanifest", "application/manifest+json"},
};

struct Reason {
  int status;
  std::string_view words;
};
constexpr std::array kReasons{
    Reason{100, "Continue"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Content"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{507, "Insufficient Storage"},
};

Response made(int status, std::string_view contentType, Body body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", contentType);
  response.body = std::move(body);
  return response;
}

/// RFC 6266: the plain name for old clients, the UTF-8 one for the rest.
std::string dispositionOf(std::string_view fileName) {
  std::string plain;
  for (const char c : fileName) {
    const bool safe = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/';
    plain.push_back(safe ? c : '_');
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain,
                     percentEncoded(fileName));
}

}  // namespace

File::File(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), size_(0) {
  struct stat status{};
  if (descriptor_ < 0) {
    throw Fault(FaultCode::notFound,
                fmt::format("cannot open {}: {}", path, std::generic_category().message(errno)));
  }
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw Fault(FaultCode::notFound, fmt::format("{} is not a file", path));
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

File::~File() { ::close(descriptor_); }

std::string File::read(std::uint64_t offset, std::size_t length) const {
  if (offset >= size_) return {};
  std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset)),
                    '\0');
  const auto got = ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(offset));
  piece.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return piece;
}

std::uint64_t Response::bodySize() const {
  const auto* file = std::get_if<std::shared_ptr<const File>>(&body);
  return file != nullptr ? (*file)->size() : bodyText().size();
}

std::string_view Response::bodyText() const {
  if (const auto* own = std::get_if<std::string>(&body)) return *own;
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body)) return **shared;
  return {};
}

std::string_view reasonOf(int status) {
  const auto* const found = std::ranges::find(kReasons, status, &Reason::status);
  return found == kReasons.end() ? std::string_view{"Unknown"} : found->words;
}

Response html(std::string page, int status) {
  return made(status, "text/html; charset=utf-8", std::move(page));
}

Response text(std::string words, int status) {
  return made(status, "text/plain; charset=utf-8", std::move(words));
}

Response json(std::string document, int status, std::string_view contentType) {
  return made(status, contentType, std::move(document));
}

Response redirect(std::string_view path) {
  if (!isOwnPath(path)) {
    throw Fault(FaultCode::invalid, "a redirect must lead to a path of this site");
  }
  Response response;
  response.status = 303;
  response.headers.add("Location", path);
  return response;
}

Response noContent() {
  Response response;
  response.status = 204;
  return response;
}

Response download(const std::string& path, std::string_view contentType,
                  std::string_view fileName) {
  Response response = made(200, contentType, std::make_shared<const File>(path));
  response.headers.add("Content-Disposition", dispositionOf(fileName));
  return response;
}

Response attachment(std::string bytes, std::string_view contentType, std::string_view fileName) {
  Response response = made(200, contentType, std::move(bytes));
  response.headers.add("Content-Disposition", dispositionOf(fileName));
  return response;
}

bool isOwnPath(std::string_view path) {
  const auto isVisibleAscii = [](char c) { return c > 0x20 && c < 0x7f; };
  return path.starts_with('/') && !path.starts_with("//") &&
         path.find('\\') == std::string_view::npos && std::ranges::all_of(path, isVisibleAscii);
}

Asset makeAsset(std::string bytes, std::string_view contentType) {
  std::array<std::uint8_t, 16> hash{};
  const ByteView view = asBytes(bytes);
  crypto_generichash(hash.data(), hash.size(), view.data(), view.size(), nullptr, 0);
  return {std::make_shared<const std::string>(std::move(bytes)), std::string(contentType),
          toHex(hash)};
}

std::string_view contentTypeOf(std::string_view fileName) {
  const auto* const found = std::ranges::find_if(
      kEndings, [&](const Ending& known) { return fileName.ends_with(known.ending); });
  return found == kEndings.end() ? std::string_view{"application/octet-stream"}
                                 : found->contentType;
}

std::string assetAddress(std::string_view path, const Asset& asset) {
  return fmt::format("{}?v={}", path, asset.tag);
}

bool acceptsGzip(std::string_view acceptEncoding) {
  while (!acceptEncoding.empty()) {
    const std::size_t comma = std::min(acceptEncoding.find(','), acceptEncoding.size());
    const std::string_view coding = acceptEncoding.substr(0, comma);
    acceptEncoding.remove_prefix(std::min(comma + 1, acceptEncoding.size()));
    const std::size_t semicolon = std::min(coding.find(';'), coding.size());
    if (!equalIgnoringCase(withoutBlanks(coding.substr(0, semicolon)), "gzip")) continue;
    // Weights: "q=0" and "q=0.000" refuse; any other digit takes it.
    return semicolon == coding.size() ||
           coding.find_first_of("123456789", semicolon) != std::string_view::npos;
  }
  return false;
}

Response serveAsset(const Request& request, const Asset& asset) {
  const bool packed =
      asset.gzip && acceptsGzip(request.headers.find("Accept-Encoding").value_or(""));
  const std::string tag = fmt::format("\"{}{}\"", asset.tag, packed ? "-gzip" : "");
  const bool unchanged = request.headers.find("If-None-Match") == tag;
  Response response = unchanged ? Response{.status = 304, .headers = {}, .body = {}}
                                : made(200, asset.contentType, packed ? asset.gzip : asset.bytes);
  if (packed && !unchanged) response.headers.add("Content-Encoding", "gzip");
  if (asset.gzip) response.headers.add("Vary", "Accept-Encoding");
  response.headers.add("ETag", tag);
  response.headers.add("Cache-Control", request.query.find("v") == asset.tag
                                            ? "public, max-age=31536000, immutable"
                                            : "no-cache");
  return response;
}

void addSecurityHeaders(Response& response, Scheme scheme, HstsReach reach) {
  for (const SecurityHeader& header : kSecurityHeaders) {
    if (!response.headers.has(header.name)) response.headers.add(header.name, header.value);
  }
  if (scheme == Scheme::https) {
    response.headers.set(kTransportSecurity, transportSecurity(reach));
  }
}

}  // namespace refocus::http
