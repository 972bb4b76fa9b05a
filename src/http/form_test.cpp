#include "http/form.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace refocus::http {
namespace {

std::string part(std::string_view disposition, std::string_view content,
                 std::string_view more = "") {
  return "--edge\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n" +
         std::string(more) + "\r\n" + std::string(content) + "\r\n";
}

TEST(Multipart, ReadsFieldsAndFiles) {
  const std::string body = part("name=\"area\"", "home\r\nand garden") +
                           part("name=\"area\"", "work") +
                           part("name=\"list\"; filename=\"C:\\lists\\team.csv\"", "a,b\r\n",
                                "Content-Type: text/csv\r\n") +
                           part("name=\"none\"; filename=\"\"", "") + "--edge--\r\n";
  const auto form = parseMultipart(body, "edge");
  ASSERT_TRUE(form) << wordsOf(form.error());
  EXPECT_EQ(form->fields.all("area"), (std::vector<std::string_view>{"home\nand garden", "work"}));
  const auto files = form->filesOf("list");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files.front().name, "team.csv");
  EXPECT_EQ(files.front().contentType, "text/csv");
  EXPECT_EQ(files.front().content, "a,b\r\n");
  EXPECT_TRUE(form->filesOf("none").empty());
}

TEST(Multipart, IsRefusedWhenCutOffOrMalformed) {
  const std::string good = part("name=\"a\"", "1") + "--edge--\r\n";
  ASSERT_TRUE(parseMultipart(good, "edge"));
  for (std::size_t length = 0; length < good.size() - 4; ++length) {
    EXPECT_FALSE(parseMultipart(good.substr(0, length), "edge")) << length;
  }
  for (const std::string& body : std::vector<std::string>{
           "preamble\r\n" + good,
           part("name=\"\"", "1") + "--edge--",
           part("filename=\"a\"", "1") + "--edge--",
           part("name=\"a\"; name=\"b\"", "1") + "--edge--",
           part("name=\"a", "1") + "--edge--",
           "--edge\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--edge--",
           "--edge\r\nno colon\r\n\r\n1\r\n--edge--",
           "--edge\r\n" + std::string(5000, 'x') + ": y\r\n\r\n1\r\n--edge--",
       }) {
    const auto form = parseMultipart(body, "edge");
    ASSERT_FALSE(form) << body;
    EXPECT_EQ(form.error(), FormError::malformed) << body;
  }
}

TEST(Multipart, IsBounded) {
  const FormLimits limits{.fields = 1, .nameBytes = 4, .valueBytes = 3, .files = 1, .fileBytes = 3};
  const auto errorOf = [&](const std::string& parts) {
    return parseMultipart(parts + "--edge--", "edge", limits).error();
  };
  EXPECT_EQ(errorOf(part("name=a", "1") + part("name=b", "2")), FormError::tooManyFields);
  EXPECT_EQ(errorOf(part("name=a", "1234")), FormError::valueTooLong);
  EXPECT_EQ(errorOf(part("name=abcde", "1")), FormError::nameTooLong);
  EXPECT_EQ(errorOf(part("name=a;filename=b", "1234")), FormError::fileTooLarge);
  EXPECT_EQ(errorOf(part("name=a;filename=b", "1") + part("name=a;filename=c", "2")),
            FormError::tooManyFiles);
  EXPECT_EQ(errorOf(part("name=a", "\xff")), FormError::badText);
  EXPECT_EQ(errorOf(part("name=a;filename=\"\xff\"", "1")), FormError::badText);
}

TEST(Form, IsReadByItsContentType) {
  const Request empty = requestTo(Method::get, "/");
  EXPECT_EQ(parseForm(empty)->fields.size(), 0U);
  const Request plain = requestTo(Method::post, "/", "a=1");
  EXPECT_EQ(parseForm(plain)->fields.text("a"), "1");
  const Request parts = requestTo(Method::post, "/", part("name=a", "2") + "--edge--",
                                  "multipart/form-data; boundary=\"edge\"");
  EXPECT_EQ(parseForm(parts)->fields.text("a"), "2");
  for (const std::string_view type :
       {"text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=a; boundary=b", "multipart/mixed; boundary=a"}) {
    const Request other = requestTo(Method::post, "/", "a=1", type);
    const auto form = parseForm(other);
    ASSERT_FALSE(form) << type;
    EXPECT_EQ(form.error(), FormError::notAForm) << type;
  }
}

TEST(Multipart, LeavesOutOfAFileNameWhatMakesItLookLikeAnother) {
  const std::string body =
      part("name=\"f\"; filename=\"team\u202Evsc.exe\u2069\u009B.csv\"", "x") + "--edge--";
  EXPECT_EQ(parseMultipart(body, "edge")->files.front().name, "teamvsc.exe.csv");
}

TEST(Form, TakesQuotesInFileNamesAsBothBrowsersAndToolsWriteThem) {
  const std::string body = part("name=\"f\"; filename=\"a\\\"b.csv\"", "x") + "--edge--";
  EXPECT_EQ(parseMultipart(body, "edge")->files.front().name, "a\"b.csv");
}

RC_GTEST_PROP(Multipart, ComesBackAsItWasWritten, (const std::vector<std::string>& contents)) {
  RC_PRE(contents.size() <= 8U);
  std::string body;
  for (const std::string& content : contents) {
    RC_PRE(content.find("--edge") == std::string::npos);
    body += part("name=\"f\"; filename=\"f.bin\"", content);
  }
  const std::string whole = body + "--edge--\r\n";
  const auto form = parseMultipart(whole, "edge");
  RC_ASSERT(form.has_value());
  RC_ASSERT(form->files.size() == contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    RC_ASSERT(form->files[i].content == contents[i]);
  }
}

}  // namespace
}  // namespace refocus::http
