#include "app/log.hpp"

#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

#include <string>

namespace refocus::app {
namespace {

TEST(Log, WritesEachMessageOnOneLineHoweverItIsMadeUp) {
  const spdlog::details::log_msg message("refocus", spdlog::level::info,
                                         "GET /x\ninfo signed in \xC2\x9B"
                                         "31m\xE2\x80\xAE");
  spdlog::memory_buf_t line;
  logLines()->format(message, line);
  const std::string written(line.data(), line.size());
  EXPECT_EQ(written.find('\n'), written.size() - 1);
  EXPECT_NE(written.find("Z info GET /x\\u{000A}info signed in \\u{009B}31m\\u{202E}"),
            std::string::npos)
      << written;
}

}  // namespace
}  // namespace refocus::app
