// Which trust a command is about: the one named, or the only one there is.
#pragma once

#include <string>

#include "app/storage.hpp"
#include "people/trust.hpp"

namespace refocus::app {

/// Throws Fault(notFound), naming the trusts there are, when the name is none of them, or when it
/// is empty and there are several.
[[nodiscard]] people::Trust chooseTrust(Storage& storage, const std::string& name);

}  // namespace refocus::app
