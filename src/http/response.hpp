// A response as a handler makes it. The server adds Content-Length, Date, Connection and the
// security headers of `addSecurityHeaders`, and drops the body of an answer to HEAD, so a handler
// says only what is its own. Header values are checked where they are set (Headers).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "http/headers.hpp"
#include "http/request.hpp"

namespace refocus::http {

/// An open file that is sent piece by piece. Throws Fault(notFound) when it cannot be opened. The
/// size is taken at opening; what is written to the file afterwards is not sent.
class File {
 public:
  explicit File(const std::string& path);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Up to `length` bytes from `offset`. Empty when the file was cut short or cannot be read.
  [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const;

 private:
  int descriptor_;
  std::uint64_t size_;
};

/// Own text; text shared with others (assets); or a file.
using Body =
    std::variant<std::string, std::shared_ptr<const std::string>, std::shared_ptr<const File>>;

class Hold;

struct Response {
  int status = 200;
  Headers headers;
  Body body;
  std::shared_ptr<Hold> hold =
      {};  ///< what the server waits for before it sends this; null: nothing

  [[nodiscard]] std::uint64_t bodySize() const;
  /// The body of an answer made in memory; empty for a file.
  [[nodiscard]] std::string_view bodyText() const;
};

/// "OK", "Not Found", …; "Unknown" for a number outside the table.
[[nodiscard]] std::string_view reasonOf(int status);

[[nodiscard]] Response html(std::string page, int status = 200);
[[nodiscard]] Response text(std::string words, int status = 200);
/// `contentType` is for FHIR: "application/fhir+json".
[[nodiscard]] Response json(std::string document, int status = 200,
                            std::string_view contentType = "application/json");
/// 303 See Other to a path of this site. Throws Fault(invalid) unless it is one (isOwnPath).
[[nodiscard]] Response redirect(std::string_view path);
[[nodiscard]] Response noContent();
/// A file to save under a name: Content-Disposition: attachment. Throws Fault(notFound).
[[nodiscard]] Response download(const std::string& path, std::string_view contentType,
                                std::string_view fileName);
/// Bytes made in memory to save under a name.
[[nodiscard]] Response attachment(std::string bytes, std::string_view contentType,
                                  std::string_view fileName);

/// True for "/…" that no browser can read as another site: one leading slash, no backslash, no
/// control character. Check a "return to" value with this before redirect().
[[nodiscard]] bool isOwnPath(std::string_view path);

/// A style sheet, script or image held in memory, with a tag made from its bytes.
struct Asset {
  std::shared_ptr<const std::string> bytes;
  std::string contentType;
  std::string tag;
  std::shared_ptr<const std::string> gzip = {};  ///< the same, packed; null: only as it is
};
[[nodiscard]] Asset makeAsset(std::string bytes, std::string_view contentType);
/// Whether an Accept-Encoding header lets an answer be packed by gzip.
[[nodiscard]] bool acceptsGzip(std::string_view acceptEncoding);
/// The content type that goes with a file name's ending; application/octet-stream if unknown.
[[nodiscard]] std::string_view contentTypeOf(std::string_view fileName);
/// "/assets/site.css?v=<tag>": an address that may be cached for ever.
[[nodiscard]] std::string assetAddress(std::string_view path, const Asset& asset);
/// The asset, packed where there is that form and the browser takes it; cached for ever if the
/// request's `v` is its tag, else revalidated; 304 if unchanged.
[[nodiscard]] Response serveAsset(const Request& request, const Asset& asset);

/// What Strict-Transport-Security covers: the site's own name, or the names below it too.
enum class HstsReach : std::uint8_t { host, subdomains };

/// The one place of security headers: Content-Security-Policy without inline script or style,
/// X-Content-Type-Options, X-Frame-Options, Referrer-Policy, Permissions-Policy, COOP, CORP,
/// Cache-Control: no-store, and HSTS when the client came by https. A header that the response
/// already has is kept. The server calls it on every answer, refusals too.
void addSecurityHeaders(Response& response, Scheme scheme, HstsReach reach = HstsReach::host);

}  // namespace refocus::http
