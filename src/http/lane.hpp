// Where a request waits to be handled.
#pragma once

#include <cstdint>

namespace refocus::http {

enum class Lane : std::uint8_t {
  ordinary,
  costly,  ///< takes long on purpose, as hashing a password does: has few threads, which give way
           ///< to others, and is not done for somebody who has gone
};

}  // namespace refocus::http
