#include "people/kept_form.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/bytes.hpp"
#include "base/fault.hpp"
#include "base/json.hpp"
#include "record/seal.hpp"
#include "site/parts.hpp"

namespace refocus::people {
namespace {

using Kind = KeptForm::Kind;

constexpr std::size_t kMostPathBytes = 2048;
constexpr std::array<std::pair<Kind, std::string_view>, 3> kKinds{
    {{Kind::page, "page"}, {Kind::form, "form"}, {Kind::formWithFiles, "form-with-files"}}};

bool holdsSecret(const http::Fields& fields) {
  return std::ranges::any_of(fields, site::isSecret, &http::Field::name);
}

std::string namesOf(const std::vector<http::UploadedFile>& files) {
  std::string names;
  for (const http::UploadedFile& file : files) {
    if (!file.name.empty()) names += (names.empty() ? "" : ", ") + file.name;
  }
  return names;
}

bool isMultipart(const http::Request& request) {
  const auto type = request.headers.find("Content-Type");
  return type && http::boundaryOf(*type);
}

record::Place placeFor(const SessionOwner& owner) {
  return {
      .trust = owner.trust, .table = "kept_form", .row = owner.account.text(), .column = "carried"};
}

record::Key keyOf(const site::Visit& visit, const TrustId& trust) {
  const record::BookParts& parts = visit.book().parts();
  return parts.database.read([&](database::Read& read) { return parts.keys.ofTrust(read, trust); });
}

std::string written(const KeptForm& kept, Instant at) {
  const Json json{
      {"at", at.text()},
      {"kind", std::ranges::find(kKinds, kept.kind, &decltype(kKinds)::value_type::first)->second},
      {"permission", access::nameOf(kept.permission)},
      {"path", kept.path},
      {"body", kept.body},
      {"files", kept.files}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Of text that this program has sealed itself.
std::optional<KeptForm> read(std::string_view text, Instant now) {
  const auto json = parseJson(text);
  if (!json) throw Fault(FaultCode::corrupt, "a kept form is sealed but cannot be read");
  const auto textOf = [&](const char* name) { return json->at(name).get<std::string>(); };
  if (Instant::parse(textOf("at")).plus(kSealedFor) < now) return std::nullopt;
  KeptForm kept{.path = textOf("path"), .body = textOf("body"), .files = textOf("files")};
  for (const auto& [kind, name] : kKinds) {
    if (name == textOf("kind")) kept.kind = kind;
  }
  for (const access::Permission one : access::allPermissions()) {
    if (access::nameOf(one) == textOf("permission")) kept.permission = one;
  }
  return kept;
}

std::optional<Bytes> bytesOf(std::string_view base64) {
  if (base64.empty() || base64.size() > kMostSealedBytes) return std::nullopt;
  return fromBase64Url(base64);
}

}  // namespace

bool isPathToGoTo(std::string_view path) {
  return path.size() <= kMostPathBytes && http::isOwnPath(path) && !path.starts_with("/sign-");
}

std::optional<KeptForm> keptForm(const http::Request& request, access::Permission permission) {
  if (!isPathToGoTo(request.target)) return std::nullopt;
  const auto form = http::parseForm(request);
  if (!form || holdsSecret(form->fields)) return std::nullopt;
  KeptForm kept{.kind = isMultipart(request) ? Kind::formWithFiles : Kind::form,
                .permission = permission,
                .path = request.target,
                .body = http::urlencoded(form->fields),
                .files = namesOf(form->files)};
  if (kept.body.size() + kept.files.size() > kMostKeptBytes) return std::nullopt;
  return kept;
}

std::string sealedFor(const site::Visit& visit, const SessionOwner& owner, const KeptForm& kept) {
  const std::string text = written(kept, visit.now());
  return toBase64Url(
      record::seal(keyOf(visit, owner.trust), placeFor(owner), text, visit.book().parts().random));
}

std::optional<KeptForm> openedBy(const site::Visit& visit, const access::Actor& account,
                                 std::string_view sealed) {
  const auto bytes = bytesOf(sealed);
  if (!bytes) return std::nullopt;
  const SessionOwner owner{.trust = account.trust, .account = account.account};
  try {
    return read(record::unsealText(keyOf(visit, owner.trust), placeFor(owner), *bytes),
                visit.now());
  } catch (const Fault& fault) {
    if (fault.code() == FaultCode::wrongKey) return std::nullopt;  // another's, or tampered with
    throw;
  }
}

}  // namespace refocus::people
