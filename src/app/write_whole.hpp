// Files that are there whole or not at all: written beside their place, then moved there.
#pragma once

#include <string>
#include <string_view>

namespace refocus::app {

/// Ctrl-C waits until the file stands in its place, so that nothing half written remains. Throws
/// Fault(badRequest) where it cannot be written.
void writeWhole(const std::string& path, std::string_view text);

}  // namespace refocus::app
