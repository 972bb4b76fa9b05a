#include "people/account.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

constexpr std::string_view kActive = "active";
constexpr std::string_view kDisabled = "disabled";
constexpr std::string_view kRequired = "required";
constexpr std::string_view kOff = "off";

bool isEmail(std::string_view email) {
  const auto at = email.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) return false;
  if (email.find('@', at + 1) != std::string_view::npos) return false;
  return email.find(' ') == std::string_view::npos &&
         !hasControlCharacters(email, LineBreaks::refused) &&
         email.find('\t') == std::string_view::npos;
}

}  // namespace

std::string foldedEmail(std::string_view email) {
  std::string folded = normalised(trimmed(email));
  std::ranges::transform(folded, folded.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return folded;
}

std::optional<Sentence> emailProblem(std::string_view email) {
  const std::string folded = foldedEmail(email);
  if (folded.empty()) return Sentence(Msgid("Enter an email address"));
  if (!isEmail(folded) || folded.size() > kMostEmailBytes) {
    return Sentence(Msgid("Enter an email address in the correct format, like name@example.com"));
  }
  return std::nullopt;
}

std::optional<Sentence> nameProblem(std::string_view name) {
  const std::string_view bare = trimmed(name);
  if (bare.empty()) return Sentence(Msgid("Enter a name"));
  if (characterCount(bare) > kMostNameCharacters) {
    return Sentence(Msgid("The name must have {count} characters or fewer"),
                    {{"count", fmt::to_string(kMostNameCharacters)}});
  }
  if (hasControlCharacters(bare, LineBreaks::refused)) {
    return Sentence(Msgid("The name must not have characters that cannot be seen"));
  }
  return std::nullopt;
}

std::string emailIndex(const record::Keys& keys, std::string_view email) {
  return record::blindIndex(keys.indexKey(), "email", "", foldedEmail(email));
}

std::string_view nameOf(AccountState state) {
  return state == AccountState::active ? kActive : kDisabled;
}

std::string_view nameOf(SecondFactor factor) {
  return factor == SecondFactor::required ? kRequired : kOff;
}

AccountState storedState(std::string_view text) {
  if (text == kActive) return AccountState::active;
  if (text == kDisabled) return AccountState::disabled;
  throw Fault(FaultCode::corrupt, "an account is in a state that there is none of");
}

SecondFactor storedSecondFactor(std::string_view text) {
  if (text == kRequired) return SecondFactor::required;
  if (text == kOff) return SecondFactor::off;
  throw Fault(FaultCode::corrupt, "an account has a second factor rule that there is none of");
}

access::Actor accountActor(const TrustId& trust, const AccountId& account) {
  return {.account = account, .trust = trust};
}

access::Actor commandLineActor(const TrustId& trust) {
  using namespace std::chrono;
  return {
      .trust = trust,
      .grants = {{.role = access::Role::administrator, .from = Date{year{1}, January, day{1}}}}};
}

}  // namespace refocus::people
