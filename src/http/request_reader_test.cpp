#include "http/request_reader.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace refocus::http {
namespace {

using Stage = RequestReader::Stage;

/// Hands a text over in pieces of a size, as a network may; answers what was not taken.
std::string feed(RequestReader& reader, std::string_view text, std::size_t piece) {
  std::string unread;
  while (reader.stage() == Stage::header || reader.stage() == Stage::body) {
    if (text.empty()) break;
    const auto size = std::min(piece, text.size());
    unread.append(text.substr(0, size));
    text.remove_prefix(size);
    if (reader.stage() == Stage::header) {
      unread.erase(0, reader.readHead(unread));
      if (reader.stage() == Stage::body) reader.limitBody(1000);
    }
    if (reader.stage() == Stage::body) unread.erase(0, reader.readBody(unread));
  }
  return unread.append(text);
}

constexpr std::string_view kChunked =
    "POST /a%20b?c=1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    "4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nTrailer: z\r\n\r\n";

TEST(RequestReader, ReadsTheSameHoweverTheBytesArrive) {
  for (std::size_t piece = 1; piece <= kChunked.size(); ++piece) {
    RequestReader reader({});
    EXPECT_EQ(feed(reader, kChunked, piece), "");
    ASSERT_EQ(reader.stage(), Stage::complete) << piece;
    EXPECT_EQ(reader.request().body, "Wikipedia");
    EXPECT_EQ(reader.request().path, "/a b");
    EXPECT_FALSE(reader.request().headers.has("Trailer"));
    EXPECT_TRUE(reader.keepAlive());
  }
}

TEST(RequestReader, LeavesTheNextRequestAlone) {
  RequestReader reader({});
  const std::string next = "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n";
  EXPECT_EQ(feed(reader, std::string(kChunked) + next, 10'000), next);
  reader.next();
  EXPECT_EQ(feed(reader, next, 10'000), "");
  EXPECT_EQ(reader.request().path, "/next");
  EXPECT_EQ(reader.request().body, "");
}

TEST(RequestReader, EndsKeepAliveWhenAskedAndForHttp10) {
  const auto keepsAlive = [](std::string_view version, std::string_view header) {
    RequestReader reader({});
    feed(reader, "GET / " + std::string(version) + "\r\nHost: a\r\n" + std::string(header) + "\r\n",
         10'000);
    EXPECT_EQ(reader.stage(), Stage::complete);
    return reader.keepAlive();
  };
  EXPECT_TRUE(keepsAlive("HTTP/1.1", ""));
  EXPECT_FALSE(keepsAlive("HTTP/1.1", "Connection: close\r\n"));
  EXPECT_FALSE(keepsAlive("HTTP/1.0", ""));
  EXPECT_FALSE(keepsAlive("HTTP/1.0", "Connection: keep-alive\r\n"));
}

RC_GTEST_PROP(RequestReader, TakesAnyBodyInAnyChunks,
              (const std::vector<std::string>& chunks, std::uint8_t piece)) {
  std::string wire = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string whole;
  for (const std::string& chunk : chunks) {
    if (chunk.empty() || whole.size() + chunk.size() > 1000) continue;
    wire += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
    whole += chunk;
  }
  RequestReader reader({});
  RC_ASSERT(feed(reader, wire + "0\r\n\r\n", piece + 1U).empty());
  RC_ASSERT(reader.stage() == Stage::complete);
  RC_ASSERT(reader.request().body == whole);
}

}  // namespace
}  // namespace refocus::http
