#include "people/recovery_code.hpp"

#include <array>

#include "record/seal.hpp"

namespace refocus::people {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // 5 bits each
constexpr std::size_t kCharacters = 10;
constexpr std::size_t kHalf = kCharacters / 2;
static_assert(kAlphabet.size() == 32);

std::string indexOf(const record::Keys& keys, const TrustId& trust, const AccountId& account,
                    std::string_view code) {
  return record::blindIndex(keys.indexKey(), "recovery-code", trust.text(),
                            account.text() + std::string(code));
}

// The character that somebody meant; nothing for one that no code has.
std::optional<char> meant(char typed) {
  if (typed >= 'A' && typed <= 'Z') typed = static_cast<char>(typed - 'A' + 'a');
  if (typed == 'i' || typed == 'l') return '1';
  if (typed == 'o') return '0';
  if (kAlphabet.find(typed) == std::string_view::npos) return std::nullopt;
  return typed;
}

}  // namespace

std::string makeRecoveryCode(const Random& random) {
  std::array<std::uint8_t, kCharacters> bytes{};
  random(bytes);
  std::string code;
  for (const std::uint8_t byte : bytes) {
    if (code.size() == kHalf) code += '-';
    code += kAlphabet[byte % kAlphabet.size()];
  }
  return code;
}

std::optional<std::string> typedRecoveryCode(std::string_view typed) {
  std::string code;
  for (const char one : typed) {
    if (one == ' ' || one == '-' || one == '\t') continue;
    const auto character = meant(one);
    if (!character || code.size() == kCharacters) return std::nullopt;
    code += *character;
  }
  if (code.size() != kCharacters) return std::nullopt;
  return code;
}

std::vector<std::string> renewRecoveryCodes(record::Writing& writing) {
  const AccountId& account = writing.actor().account;
  dropRecoveryCodes(writing, account);
  std::vector<std::string> codes;
  while (codes.size() < kRecoveryCodes) {
    std::string code = makeRecoveryCode(writing.random());
    const bool isNew =
        writing.sql().run(
            "INSERT INTO recovery_code (trust, account, code_index, made_at) "
            "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            {writing.trust(), account,
             indexOf(writing.keys(), writing.trust(), account, typedRecoveryCode(code).value()),
             writing.now()}) == 1;
    if (isNew) codes.push_back(std::move(code));
  }
  writing.note("recovery-codes-made", {}, account.text());
  return codes;
}

bool useRecoveryCode(record::Writing& writing, std::string_view typed) {
  const auto code = typedRecoveryCode(typed);
  if (!code) return false;
  const AccountId& account = writing.actor().account;
  const bool isUsed = writing.sql().run(
                          "DELETE FROM recovery_code "
                          "WHERE trust = $1 AND account = $2 AND code_index = $3",
                          {writing.trust(), account,
                           indexOf(writing.keys(), writing.trust(), account, *code)}) == 1;
  if (isUsed) writing.note("recovery-code-used", {}, account.text());
  return isUsed;
}

std::int64_t recoveryCodesLeft(record::Reading& reading) {
  return reading.sql().number(
      "SELECT count(*) FROM recovery_code WHERE trust = $1 AND account = $2",
      {reading.trust(), reading.actor().account});
}

void dropRecoveryCodes(record::Writing& writing, const AccountId& account) {
  writing.sql().run("DELETE FROM recovery_code WHERE trust = $1 AND account = $2",
                    {writing.trust(), account});
}

}  // namespace refocus::people
