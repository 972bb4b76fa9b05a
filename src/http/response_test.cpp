#include "http/response.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "base/fault.hpp"
#include "http/wire.hpp"

namespace refocus::http {
namespace {

TEST(Redirect, LeadsOnlyToThisSite) {
  EXPECT_EQ(redirect("/people?page=2").headers.find("Location"), "/people?page=2");
  for (const std::string_view path :
       {"", "people", "//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example",
        "/a\r\nSet-Cookie: b=c", "/a b", "javascript:alert(1)"}) {
    EXPECT_FALSE(isOwnPath(path)) << path;
    EXPECT_THROW((void)redirect(path), Fault) << path;
  }
}

TEST(SecurityHeaders, AreOnEveryAnswerButKeepItsOwn) {
  Response page = html("<p>Hello</p>");
  addSecurityHeaders(page, Scheme::http);
  const auto policy = page.headers.find("Content-Security-Policy");
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->find("unsafe"), std::string_view::npos);
  EXPECT_EQ(page.headers.find("Cache-Control"), "no-store");
  EXPECT_EQ(page.headers.find("X-Content-Type-Options"), "nosniff");
  EXPECT_FALSE(page.headers.has("Strict-Transport-Security"));

  Response cached = text("ok");
  cached.headers.add("Cache-Control", "no-cache");
  addSecurityHeaders(cached, Scheme::https);
  EXPECT_EQ(cached.headers.all("Cache-Control").size(), 1U);
  EXPECT_EQ(cached.headers.find("Cache-Control"), "no-cache");
  EXPECT_EQ(cached.headers.find("Strict-Transport-Security"), "max-age=63072000");
  addSecurityHeaders(cached, Scheme::https, HstsReach::subdomains);
  EXPECT_EQ(cached.headers.find("Strict-Transport-Security"),
            "max-age=63072000; includeSubDomains");
}

TEST(Asset, IsCachedForEverUnderItsTagAndRevalidatedElsewhere) {
  const Asset asset = makeAsset("body{}", contentTypeOf("site.css"));
  const std::string address = assetAddress("/assets/site.css", asset);
  const Response tagged = serveAsset(requestTo(Method::get, address), asset);
  EXPECT_EQ(tagged.bodyText(), "body{}");
  EXPECT_EQ(tagged.headers.find("Content-Type"), "text/css; charset=utf-8");
  EXPECT_NE(tagged.headers.find("Cache-Control")->find("immutable"), std::string_view::npos);

  Request again = requestTo(Method::get, "/assets/site.css");
  EXPECT_EQ(serveAsset(again, asset).headers.find("Cache-Control"), "no-cache");
  again.headers.add("If-None-Match", *tagged.headers.find("ETag"));
  EXPECT_EQ(serveAsset(again, asset).status, 304);
  EXPECT_EQ(serveAsset(again, makeAsset("body{color:red}", "text/css")).status, 200);
}

TEST(Asset, IsPackedForThoseWhoTakeIt) {
  Asset asset = makeAsset("body{}", "text/css");
  asset.gzip = std::make_shared<const std::string>("packed");
  Request request = requestTo(Method::get, "/assets/site.css");
  const Response plain = serveAsset(request, asset);
  EXPECT_EQ(plain.bodyText(), "body{}");
  EXPECT_EQ(plain.headers.find("Vary"), "Accept-Encoding") << "for caches between";
  request.headers.add("Accept-Encoding", "deflate, gzip;q=0.5, br");
  const Response packed = serveAsset(request, asset);
  EXPECT_EQ(packed.bodyText(), "packed");
  EXPECT_EQ(packed.headers.find("Content-Encoding"), "gzip");
  EXPECT_NE(packed.headers.find("ETag"), plain.headers.find("ETag"));
  request.headers.add("If-None-Match", *packed.headers.find("ETag"));
  EXPECT_EQ(serveAsset(request, asset).status, 304);
}

TEST(AcceptEncoding, TakesGzipWhereItIsNamedAndNotRefused) {
  for (const std::string_view header : {"gzip", "br, GZIP ", "gzip;q=0.1", "gzip; q=1"}) {
    EXPECT_TRUE(acceptsGzip(header)) << header;
  }
  for (const std::string_view header : {"", "br", "gzip;q=0", "gzip;q=0.000", "gzipped", ","}) {
    EXPECT_FALSE(acceptsGzip(header)) << header;
  }
}

TEST(Download, NamesTheFileForOldAndNewBrowsers) {
  const Response response = attachment("a,b\n", "text/csv", "Zo\xC3\xAB \"plan\".csv");
  EXPECT_EQ(response.headers.find("Content-Disposition"),
            "attachment; filename=\"Zo__ _plan_.csv\"; "
            "filename*=UTF-8''Zo%C3%AB%20%22plan%22.csv");
}

TEST(Download, SendsAFileInPieces) {
  const std::string path = testing::TempDir() + "refocus_http_download";
  std::ofstream(path) << "0123456789";
  const Response response = download(path, "text/plain", "digits.txt");
  EXPECT_EQ(response.bodySize(), 10U);
  const File file(path);
  std::remove(path.c_str());
  EXPECT_EQ(file.read(3, 4), "3456");
  EXPECT_EQ(file.read(8, 100), "89");
  EXPECT_EQ(file.read(10, 1), "");
  EXPECT_THROW(File{path}, Fault);
  EXPECT_THROW(File{"/"}, Fault);
}

TEST(Head, KeepsTheServersOwnHeadersToTheServer) {
  Response response = text("hello");
  response.headers.add("Content-Length", "9");
  response.headers.add("connection", "upgrade");
  const std::string head = headText(response, "today", AfterAnswer::close);
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 5\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(headText(noContent(), "today", AfterAnswer::keepAlive),
            "HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n");
}

TEST(Head, WritesDatesAsHttpDoes) {
  EXPECT_EQ(httpDate(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace refocus::http
