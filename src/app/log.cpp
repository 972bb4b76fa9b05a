#include "app/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "base/log_text.hpp"

namespace refocus::app {
namespace {

class SafeMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& line) override {
    const std::string safe =
        forLog(std::string_view(message.payload.data(), message.payload.size()));
    line.append(safe.data(), safe.data() + safe.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<SafeMessage>();
  }
};

}  // namespace

std::unique_ptr<spdlog::formatter> logLines() {
  auto lines = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  lines->add_flag<SafeMessage>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %*");
  return lines;
}

void startLog(const std::string& level) {
  const auto log = spdlog::stderr_color_mt("refocus");
  log->set_formatter(logLines());
  log->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(log);
}

}  // namespace refocus::app
