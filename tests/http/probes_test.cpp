// Every way we know to say something that two readers could take differently, each with the status
// it must get; and the well-formed neighbours of those, which must pass.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "live_server.hpp"
#include "raw_client.hpp"

namespace refocus::http {
namespace {

struct Probe {
  std::string name;
  std::string bytes;
  int status;
};

std::string post(std::string_view headers, std::string_view body = "") {
  return "POST / HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n" +
         std::string(body);
}
std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", body); }
std::string with(std::string_view header) {
  return "GET / HTTP/1.1\r\nHost: localhost\r\n" + std::string(header) + "\r\n";
}
std::string line(std::string_view requestLine) {
  return std::string(requestLine) + "\r\nHost: localhost\r\n\r\n";
}
const std::string kNul(1, '\0');

std::vector<Probe> smuggling() {
  return {
      {"length and chunks",
       post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"chunks and length",
       post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
      {"two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), 400},
      {"one length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
      {"a list of lengths", post("Content-Length: 5, 5\r\n", "hello"), 400},
      {"length with sign", post("Content-Length: +5\r\n", "hello"), 400},
      {"negative length", post("Content-Length: -5\r\n", "hello"), 400},
      {"hexadecimal length", post("Content-Length: 0x5\r\n", "hello"), 400},
      {"length with words", post("Content-Length: 5 bytes\r\n", "hello"), 400},
      {"empty length", post("Content-Length:\r\n", "hello"), 400},
      {"endless length", post("Content-Length: 99999999999999999999999\r\n"), 400},
      {"other coding", post("Transfer-Encoding: gzip\r\n"), 501},
      {"coding before chunks", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
      {"coding after chunks", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 501},
      {"chunked twice in one", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 501},
      {"chunked in two",
       post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"chunked and identity",
       post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"), 400},
      {"nearly chunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
      {"chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 501},
      {"chunked with parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), 501},
      {"empty coding", post("Transfer-Encoding:\r\n", "0\r\n\r\n"), 501},
      {"chunked with vertical tab",
       post("Transfer-Encoding: \x0b"
            "chunked\r\n",
            "0\r\n\r\n"),
       400},
      {"space before colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
      {"folded coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
      {"chunks in HTTP/1.0",
       "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"a bad second request",
       "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxGET/ HTTP/1.1\r\n\r\n", 200},
  };
}

std::vector<Probe> chunks() {
  return {
      {"no size", chunked("xyz\r\nhello\r\n0\r\n\r\n"), 400},
      {"empty size", chunked("\r\nhello\r\n0\r\n\r\n"), 400},
      {"negative size", chunked("-5\r\nhello\r\n0\r\n\r\n"), 400},
      {"size with prefix", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
      {"size with space", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
      {"overflowing size", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), 400},
      {"size beyond the limit", chunked("ffffffff\r\n"), 413},
      {"sum beyond the limit", chunked("80000\r\n" + std::string(0x80000, 'a') + "\r\n80001\r\n"),
       413},
      {"longer than its size", chunked("3\r\nhello\r\n0\r\n\r\n"), 400},
      {"line feed after size", chunked("5\nhello\r\n0\r\n\r\n"), 400},
      {"line feed after data", chunked("5\r\nhello\n0\r\n\r\n"), 400},
      {"line feed in extension", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"), 400},
      {"malformed extension", chunked("5;=\r\nhello\r\n0\r\n\r\n"), 400},
      {"long extension", chunked("5;a=" + std::string(5000, 'b') + "\r\nhello\r\n0\r\n\r\n"), 400},
      {"endless extension", chunked("5;a=" + std::string(20'000, 'b')), 400},
      {"length as trailer", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"coding as trailer", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
      {"line feed in trailer", chunked("0\r\nA: b\nC: d\r\n\r\n"), 400},
      {"NUL in trailer", chunked("0\r\nA: b" + kNul + "\r\n\r\n"), 400},
  };
}

std::vector<Probe> headers() {
  std::string many;
  for (int i = 0; i < 101; ++i) many += "A: b\r\n";
  return {
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"no host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 400},
      {"two hosts", with("Host: localhost\r\n"), 400},
      {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"host with user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
      {"host with list", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400},
      {"folded by space", with("A: b\r\n c\r\n"), 400},
      {"folded by tab", with("A: b\r\n\tc\r\n"), 400},
      {"folded from the first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"NUL in value", with("A: b" + kNul + "c\r\n"), 400},
      {"NUL in name", with("A" + kNul + ": b\r\n"), 400},
      {"carriage return in value", with("A: b\rc\r\n"), 400},
      {"carriage return at the end", with("A: b\r\r\n"), 400},
      {"control in value", with("A: \x01\r\n"), 400},
      {"delete in value", with("A: \x7f\r\n"), 400},
      {"space before colon", with("A : b\r\n"), 400},
      {"tab before colon", with("A\t: b\r\n"), 400},
      {"space in name", with("A B: c\r\n"), 400},
      {"no name", with(": b\r\n"), 400},
      {"no colon", with("A\r\n"), 400},
      {"name outside ASCII", with("\xC3\x84: b\r\n"), 400},
      {"line feeds only", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"one bare line feed", with("A: b\nC: d\r\n"), 400},
      {"line feed before the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"too many fields", with(many), 431},
      {"too large", with("A: " + std::string(17'000, 'b') + "\r\n"), 431},
      {"too large without end", "GET / HTTP/1.1\r\nA: " + std::string(17'000, 'b'), 431},
      {"other expectation", post("Expect: 200-ok\r\nContent-Length: 5\r\n"), 417},
      {"expectation of too much", post("Expect: 100-continue\r\nContent-Length: 9999999\r\n"), 413},
      {"body too large", post("Content-Length: 1048577\r\n"), 413},
  };
}

std::vector<Probe> requestLines() {
  return {
      {"no version", line("GET /"), 400},
      {"unknown method", line("BREW / HTTP/1.1"), 501},
      {"method in lower case", line("get / HTTP/1.1"), 501},
      {"trace", line("TRACE / HTTP/1.1"), 501},
      {"connect", line("CONNECT localhost:80 HTTP/1.1"), 501},
      {"method that is no token", line("G(T / HTTP/1.1"), 400},
      {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/1.2", line("GET / HTTP/1.2"), 505},
      {"HTTP/0.9", line("GET / HTTP/0.9"), 505},
      {"version in lower case", line("GET / http/1.1"), 400},
      {"words after the version", line("GET / HTTP/1.1 x"), 400},
      {"long version", line("GET / HTTP/1.11"), 400},
      {"two spaces", line("GET  / HTTP/1.1"), 400},
      {"tabs", line("GET\t/\tHTTP/1.1"), 400},
      {"space before", line(" GET / HTTP/1.1"), 400},
      {"empty line before", "\r\n" + with(""), 400},
      {"space in target", line("GET /a b HTTP/1.1"), 400},
      {"asterisk", line("OPTIONS * HTTP/1.1"), 400},
      {"no slash", line("GET a HTTP/1.1"), 400},
      {"fragment", line("GET /a#b HTTP/1.1"), 400},
      {"encoded slash", line("GET /a%2Fb HTTP/1.1"), 400},
      {"encoded NUL", line("GET /a%00 HTTP/1.1"), 400},
      {"NUL", line("GET /a" + kNul + " HTTP/1.1"), 400},
      {"dot segments", line("GET /a/../b HTTP/1.1"), 400},
      {"encoded dot segments", line("GET /%2e%2E/b HTTP/1.1"), 400},
      {"overlong UTF-8", line("GET /%C0%AF HTTP/1.1"), 400},
      {"bytes outside ASCII", line("GET /\xC3\xAB HTTP/1.1"), 400},
      {"bad percent in query", line("GET /?a=%G1 HTTP/1.1"), 400},
      {"other host in target", line("GET http://elsewhere/ HTTP/1.1"), 400},
      {"user in target", line("GET http://localhost@elsewhere/ HTTP/1.1"), 400},
      {"other scheme", line("GET ftp://localhost/ HTTP/1.1"), 400},
      {"long target", line("GET /" + std::string(9'000, 'a') + " HTTP/1.1"), 414},
      {"long target without end", "GET /" + std::string(12'000, 'a'), 414},
  };
}

std::vector<Probe> wellFormed() {
  return {
      {"plain", get("/"), 200},
      {"tab before value", with("A:\tb\r\n"), 200},
      {"empty value", with("A:\r\n"), 200},
      {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", 200},
      {"absolute target", line("GET http://LOCALHOST/a HTTP/1.1"), 200},
      {"absolute target without path", line("GET http://localhost?a=1 HTTP/1.1"), 200},
      {"length", post("Content-Length: 5\r\n", "hello"), 200},
      {"length of nothing", post("Content-Length: 0\r\n"), 200},
      {"no length", post(""), 200},
      {"chunks", chunked("5\r\nhello\r\n0\r\n\r\n"), 200},
      {"chunked in capitals", post("TRANSFER-ENCODING: Chunked\r\n", "0\r\n\r\n"), 200},
      {"chunk extension", chunked("5;a=\"b;c\";d\r\nhello\r\n0;e\r\n\r\n"), 200},
      {"trailer", chunked("0\r\nA: b\r\n\r\n"), 200},
      {"port in host", "GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n", 200},
      {"address as host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200},
      {"upgrade ignored", with("Connection: Upgrade\r\nUpgrade: h2c\r\n"), 200},
      {"websocket ignored", with("Connection: upgrade\r\nUpgrade: websocket\r\n"), 200},
  };
}

class Probing : public testing::Test {
 protected:
  /// Each must be answered with its status, its connection closed, no handler called.
  void refuseAll(const std::vector<Probe>& probes) {
    for (const auto& [name, bytes, status] : probes) {
      const int before = server_.calls();
      RawClient client(server_.port());
      client.send(bytes);
      EXPECT_EQ(client.receive().status, status) << name;
      if (status == 200) continue;
      EXPECT_TRUE(client.isClosedWithin(std::chrono::seconds{3})) << name;
      EXPECT_EQ(server_.calls(), before) << name;
      EXPECT_EQ(exchange(server_.port(), get("/")).status, 200) << "after " << name;
    }
  }
  LiveServer server_;
};

TEST_F(Probing, RefusesBodiesOfDoubtfulLength) { refuseAll(smuggling()); }
TEST_F(Probing, RefusesMalformedChunks) { refuseAll(chunks()); }
TEST_F(Probing, RefusesMalformedHeaders) { refuseAll(headers()); }
TEST_F(Probing, RefusesMalformedRequestLines) { refuseAll(requestLines()); }
TEST_F(Probing, PassesTheirWellFormedNeighbours) {
  for (const auto& [name, bytes, status] : wellFormed()) {
    EXPECT_EQ(exchange(server_.port(), bytes).status, status) << name;
  }
}

TEST_F(Probing, NeverServesWhatHidesInARefusedBody) {
  RawClient client(server_.port());
  client.send(post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                   "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const std::string all = client.receiveAll();
  EXPECT_EQ(all.find("hidden"), std::string::npos);
  EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << "a second answer";
  EXPECT_EQ(server_.calls(), 0);
}

}  // namespace
}  // namespace refocus::http
