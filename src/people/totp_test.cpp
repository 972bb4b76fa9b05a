#include "people/totp.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <cstdlib>

#include "people/totp_picture.hpp"

namespace refocus::people {
namespace {

// The secret of RFC 6238, appendix B, for SHA-1.
const Bytes kSecret = [] {
  const ByteView view = asBytes("12345678901234567890");
  return Bytes(view.begin(), view.end());
}();

Instant atSecond(std::int64_t seconds) {
  return Instant(Instant::Milliseconds(std::chrono::seconds(seconds)));
}

TEST(Totp, GivesTheCodesOfRfc6238) {
  const auto code = [](std::int64_t second) {
    return codeAt(kSecret, timeStepOf(atSecond(second)), 8);
  };
  EXPECT_EQ(code(59), "94287082");
  EXPECT_EQ(code(1111111109), "07081804");
  EXPECT_EQ(code(1111111111), "14050471");
  EXPECT_EQ(code(1234567890), "89005924");
  EXPECT_EQ(code(2000000000), "69279037");
  EXPECT_EQ(code(20000000000), "65353130");
}

TEST(Totp, HasSixDigits) {
  EXPECT_EQ(codeAt(kSecret, timeStepOf(atSecond(59))), "287082");
  EXPECT_EQ(codeAt(kSecret, timeStepOf(atSecond(1111111109))), "081804");
}

RC_GTEST_PROP(Totp, TakesACodeForOneStepEitherWay, ()) {
  const auto now = atSecond(*rc::gen::inRange<std::int64_t>(1'700'000'000, 2'000'000'000));
  const auto away = *rc::gen::inRange<std::int64_t>(-4, 5);
  const std::int64_t step = timeStepOf(now) + away;
  const auto found = stepOfCode(kSecret, codeAt(kSecret, step), now, 0);
  // Two steps may have one code by chance; then the step that was found has it too.
  if (std::abs(away) <= 1) RC_ASSERT(found && codeAt(kSecret, *found) == codeAt(kSecret, step));
  if (found) RC_ASSERT(std::abs(*found - timeStepOf(now)) <= 1);
}

TEST(Totp, RefusesAStepThatWasUsedAndThoseBeforeIt) {
  const Instant now = atSecond(1'800'000'000);
  const std::int64_t step = timeStepOf(now);
  EXPECT_EQ(stepOfCode(kSecret, codeAt(kSecret, step), now, step - 1), step);
  EXPECT_EQ(stepOfCode(kSecret, codeAt(kSecret, step), now, step), std::nullopt);
  EXPECT_EQ(stepOfCode(kSecret, codeAt(kSecret, step - 1), now, step), std::nullopt);
}

TEST(Totp, IsTypedWithSpacesAsAppsShowIt) {
  const Instant now = atSecond(59);
  EXPECT_TRUE(stepOfCode(kSecret, " 287 082 ", now, 0));
  EXPECT_FALSE(stepOfCode(kSecret, "", now, 0));
  EXPECT_FALSE(stepOfCode(kSecret, "287082x", now, 0));
  EXPECT_FALSE(stepOfCode(kSecret, std::string(100'000, '2'), now, 0));
}

TEST(Totp, ShowsTheSecretInGroupsOfFour) {
  EXPECT_EQ(secretToType(kSecret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

TEST(Totp, WritesTheAddressThatAppsRead) {
  EXPECT_EQ(otpauthUri(kSecret, "Refocus North", "ada@example.org"),
            "otpauth://totp/Refocus%20North:ada%40example.org"
            "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Refocus%20North"
            "&algorithm=SHA1&digits=6&period=30");
}

TEST(Totp, MakesSecretsThatDiffer) {
  const Random random = systemRandom();
  EXPECT_EQ(makeTotpSecret(random).size(), 20);
  EXPECT_NE(makeTotpSecret(random), makeTotpSecret(random));
}

TEST(TotpPicture, DrawsTheThreeCornersOfAQrCode) {
  const html::Html picture = qrPicture("otpauth://totp/x?secret=ABC", "QR code");
  const std::string_view svg = picture.markup();
  EXPECT_TRUE(svg.starts_with("<svg ")) << svg;
  EXPECT_NE(svg.find("aria-label=\"QR code\""), std::string_view::npos);
  // Each finder pattern begins with a run of seven dark modules; two of them stand in the first
  // row.
  EXPECT_NE(svg.find("M4 4h7v1h-7z"), std::string_view::npos);
  EXPECT_EQ(svg.find("style"), std::string_view::npos);
}

}  // namespace
}  // namespace refocus::people
