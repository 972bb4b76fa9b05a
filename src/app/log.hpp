// The log: lines of time, level and message on standard error. What a message quotes of somebody's
// cannot break the line or act on a terminal (base/log_text).
#pragma once

#include <spdlog/formatter.h>

#include <memory>
#include <string>

namespace refocus::app {

/// How lines are written: "2026-03-02T09:00:00.000Z info …".
[[nodiscard]] std::unique_ptr<spdlog::formatter> logLines();

/// Sends the log of the whole program to standard error, from a level on: debug, info, warning,
/// error.
void startLog(const std::string& level);

}  // namespace refocus::app
