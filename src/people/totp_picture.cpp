#include "people/totp_picture.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>
#include <string>

#include "base/fault.hpp"

namespace refocus::people {
namespace {

constexpr int kQuietZone = 4;  // modules, ISO/IEC 18004 section 9.1
constexpr int kPixelsPerModule = 5;

using Code = std::unique_ptr<QRcode, void (*)(QRcode*)>;

bool isDark(const QRcode& code, int x, int y) { return (code.data[y * code.width + x] & 1) != 0; }

/// Every dark module as a unit square, runs of them in one stroke of the path.
std::string darkModules(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width; ++x) {
      if (!isDark(code, x, y)) continue;
      const int from = x;
      while (x < code.width && isDark(code, x, y)) ++x;
      path +=
          fmt::format("M{} {}h{}v1h-{}z", from + kQuietZone, y + kQuietZone, x - from, x - from);
    }
  }
  return path;
}

}  // namespace

html::Html qrPicture(std::string_view text, std::string_view label) {
  const Code code(QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  if (!code) throw Fault(FaultCode::invalid, "the text does not fit into a QR code");
  using html::attr;
  const int modules = code->width + 2 * kQuietZone;
  return html::el("svg", attr("viewbox", fmt::format("0 0 {} {}", modules, modules)),
                  attr("width", modules * kPixelsPerModule),
                  attr("height", modules * kPixelsPerModule), attr("role", "img"),
                  attr("aria-label", label), attr("shape-rendering", "crispEdges"),
                  html::el("path", attr("fill", "#ffffff"),
                           attr("d", fmt::format("M0 0h{0}v{0}h-{0}z", modules))),
                  html::el("path", attr("fill", "#000000"), attr("d", darkModules(*code))));
}

}  // namespace refocus::people
