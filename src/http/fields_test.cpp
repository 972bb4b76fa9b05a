#include "http/fields.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "base/fault.hpp"
#include "http/headers.hpp"

namespace refocus::http {
namespace {

TEST(Headers, AreFoundInAnyCaseAndKeepTheirOrder) {
  Headers headers;
  headers.add("Accept", "text/html");
  headers.add("X-One", "1");
  headers.add("accept", "text/plain");
  EXPECT_EQ(headers.find("ACCEPT"), "text/html");
  EXPECT_EQ(headers.all("Accept"), (std::vector<std::string_view>{"text/html", "text/plain"}));
  headers.set("ACCEPT", "none");
  EXPECT_EQ(headers.all("Accept"), (std::vector<std::string_view>{"none"}));
  EXPECT_EQ(headers.at(0).name, "X-One");
  EXPECT_FALSE(headers.has("Accept-Language"));
}

TEST(Headers, CannotBeSplitByAValue) {
  Headers headers;
  EXPECT_THROW(headers.add("X-One", "a\r\nSet-Cookie: b=c"), Fault);
  EXPECT_THROW(headers.add("X-One", std::string_view("a\0b", 3)), Fault);
  EXPECT_THROW(headers.add("X One", "a"), Fault);
  EXPECT_THROW(headers.add("", "a"), Fault);
  EXPECT_EQ(headers.size(), 0U);
}

TEST(Fields, AreReadInOrderWithRepeats) {
  const auto fields = parseUrlencoded("area=home&area=work&words=good+with%20hands&&empty");
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->all("area"), (std::vector<std::string_view>{"home", "work"}));
  EXPECT_EQ(fields->text("words"), "good with hands");
  EXPECT_EQ(fields->find("empty"), "");
  EXPECT_EQ(fields->find("other"), std::nullopt);
}

TEST(Fields, KeepLineEndsAsLineFeeds) {
  EXPECT_EQ(parseUrlencoded("a=one%0D%0Atwo%0Dthree%0Afour")->text("a"), "one\ntwo\nthree\nfour");
}

struct BadForm {
  std::string_view text;
  FormError error;
};

TEST(Fields, AreRefusedWhenTheyCannotBeReadOneWay) {
  for (const auto& [text, error] : std::vector<BadForm>{
           {"a=%", FormError::malformed},
           {"a=%4", FormError::malformed},
           {"a=%zz", FormError::malformed},
           {"a=%00", FormError::badText},
           {"a=%ff", FormError::badText},
           {"a=%c0%af", FormError::badText},
           {"%ed%a0%80=b", FormError::badText},
       }) {
    const auto fields = parseUrlencoded(text);
    ASSERT_FALSE(fields) << text;
    EXPECT_EQ(fields.error(), error) << text;
  }
}

TEST(Fields, AreBounded) {
  const FormLimits limits{.fields = 2, .nameBytes = 3, .valueBytes = 4, .files = 0, .fileBytes = 0};
  EXPECT_TRUE(parseUrlencoded("abc=1234&b=2", limits));
  EXPECT_EQ(parseUrlencoded("a=1&b=2&c=3", limits).error(), FormError::tooManyFields);
  EXPECT_EQ(parseUrlencoded("abcd=1", limits).error(), FormError::nameTooLong);
  EXPECT_EQ(parseUrlencoded("a=12345", limits).error(), FormError::valueTooLong);
}

/// Text as people may type it: any code points but NUL, CR and surrogates.
rc::Gen<std::string> anyText() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 0x10000)),
      [](const std::vector<std::uint32_t>& points) {
        std::string text;
        for (const std::uint32_t point : points) {
          if (point == '\r' || (point >= 0xd800 && point < 0xe000)) continue;
          if (point < 0x80) {
            text += static_cast<char>(point);
          } else if (point < 0x800) {
            text += static_cast<char>(0xc0U | (point >> 6U));
            text += static_cast<char>(0x80U | (point & 0x3fU));
          } else {
            text += static_cast<char>(0xe0U | (point >> 12U));
            text += static_cast<char>(0x80U | ((point >> 6U) & 0x3fU));
            text += static_cast<char>(0x80U | (point & 0x3fU));
          }
        }
        return text;
      });
}

RC_GTEST_PROP(Fields, ComeBackAsTheyWereWritten, ()) {
  const auto pairs = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
      rc::gen::pair(anyText(), anyText()));
  Fields fields;
  for (const auto& [name, value] : pairs) fields.add(name, value);
  const auto read = parseUrlencoded(urlencoded(fields), {.nameBytes = 100'000});
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == fields);
}

RC_GTEST_PROP(Fields, NeverThrowOnAnyBytes, (const std::string& bytes)) {
  const auto fields = parseUrlencoded(bytes);
  if (fields) {
    for (const Field& field : *fields)
      RC_ASSERT(isPlainText(field.name) && isPlainText(field.value));
  }
}

RC_GTEST_PROP(PercentEncoding, IsUndone, (const std::string& bytes)) {
  RC_ASSERT(percentDecoded(percentEncoded(bytes)) == bytes);
}

}  // namespace
}  // namespace refocus::http
