#include "people/refusal_log.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>

namespace refocus::people {

void logRefusal(std::string_view what, std::string_view remoteAddress,
                const std::optional<AccountId>& account) {
  const std::string who = account ? fmt::format(", account {}", account->text()) : std::string();
  spdlog::info("refused: {}{}, from {}", what, who, remoteAddress);
}

}  // namespace refocus::people
