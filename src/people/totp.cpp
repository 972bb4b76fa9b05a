#include "people/totp.hpp"

#include <fmt/format.h>
#include <liboath/oath.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/fault.hpp"
#include "http/fields.hpp"
#include "people/session.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::int64_t kStepSeconds = 30;
constexpr std::int64_t kStepsEitherWay = 1;

std::string base32(ByteView bytes) {
  char* text = nullptr;
  std::size_t length = 0;
  if (oath_base32_encode(reinterpret_cast<const char*>(bytes.data()), bytes.size(), &text,
                         &length) != OATH_OK) {
    throw Fault(FaultCode::internal, "a secret could not be written in base32");
  }
  const std::unique_ptr<char, void (*)(void*)> owned(text, std::free);
  std::string encoded(text, length);
  std::erase(encoded, '=');
  return encoded;
}

}  // namespace

Bytes makeTotpSecret(const Random& random) {
  Bytes secret(kSecretBytes);
  random(secret);
  return secret;
}

std::int64_t timeStepOf(Instant moment) {
  const auto seconds =
      std::chrono::floor<std::chrono::seconds>(moment.moment()).time_since_epoch().count();
  return seconds / kStepSeconds;
}

std::string codeAt(ByteView secret, std::int64_t timeStep, int digits) {
  std::array<char, 9> code{};
  const int result =
      oath_hotp_generate(reinterpret_cast<const char*>(secret.data()), secret.size(),
                         static_cast<std::uint64_t>(timeStep), static_cast<unsigned>(digits),
                         /*add_checksum=*/false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
  if (result != OATH_OK) {
    throw Fault(FaultCode::internal,
                fmt::format("a code could not be made: {}", oath_strerror_name(result)));
  }
  return code.data();
}

std::optional<std::int64_t> stepOfCode(ByteView secret, std::string_view typed, Instant now,
                                       std::int64_t lastUsed) {
  std::string code(typed.substr(0, 32));
  std::erase_if(code, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
  const std::int64_t present = timeStepOf(now);
  std::optional<std::int64_t> found;
  for (std::int64_t step = present - kStepsEitherWay; step <= present + kStepsEitherWay; ++step) {
    if (equalSecrets(codeAt(secret, step), code) && step > lastUsed) found = step;
  }
  return found;
}

std::string secretToType(ByteView secret) {
  constexpr std::size_t kGroup = 4;
  const std::string whole = base32(secret);
  std::string grouped;
  for (std::size_t at = 0; at < whole.size(); at += kGroup) {
    if (at > 0) grouped += ' ';
    grouped += whole.substr(at, kGroup);
  }
  return grouped;
}

std::string otpauthUri(ByteView secret, std::string_view service, std::string_view email) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits={}&period={}",
                     http::percentEncoded(service), http::percentEncoded(email), base32(secret),
                     http::percentEncoded(service), kCodeDigits, kStepSeconds);
}

}  // namespace refocus::people
