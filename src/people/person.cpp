#include "people/person.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/fault.hpp"
#include "base/json.hpp"

namespace refocus::people {
namespace {

// The entry's fields that are text, with their names in the stored body.
using TextField = std::string PersonEntry::*;
constexpr std::pair<const char*, TextField> kTextFields[] = {
    {"familyName", &PersonEntry::familyName},
    {"givenNames", &PersonEntry::givenNames},
    {"preferredName", &PersonEntry::preferredName},
    {"pronouns", &PersonEntry::pronouns},
    {"language", &PersonEntry::language},
    {"phone", &PersonEntry::phone},
    {"email", &PersonEntry::email},
    {"address", &PersonEntry::address},
    {"postcode", &PersonEntry::postcode},
};

std::string joined(std::string_view first, std::string_view second) {
  std::string both(first);
  if (!first.empty() && !second.empty()) both += ' ';
  both += second;
  return both;
}

[[noreturn]] void corrupt() { throw Fault(FaultCode::corrupt, "a stored entry is not readable"); }

std::vector<SystemId> identitiesFrom(const Json& list) {
  std::vector<SystemId> ids;
  for (const Json& one : list) {
    ids.push_back({one.at("system").get<std::string>(), one.at("value").get<std::string>()});
  }
  return ids;
}

PersonEntry entryFromJson(const Json& body) {
  PersonEntry entry;
  for (const auto& [name, field] : kTextFields) {
    if (body.contains(name)) entry.*field = body.at(name).get<std::string>();
  }
  if (body.contains("interpreter")) entry.interpreter = body.at("interpreter").get<bool>();
  if (body.contains("birthDate")) {
    entry.birthDate = PartialDate::parse(body.at("birthDate").get<std::string>());
    if (!entry.birthDate) corrupt();
  }
  if (body.contains("nhsNumber")) {
    const auto number = NhsNumber::parse(body.at("nhsNumber").get<std::string>());
    if (!number) corrupt();
    entry.nhsNumber = *number;
  }
  if (body.contains("identities")) entry.identities = identitiesFrom(body.at("identities"));
  return entry;
}

}  // namespace

std::string displayName(const PersonEntry& entry) {
  if (entry.preferredName.empty()) return fullName(entry);
  // A preferred name of several words is a whole name: "Jo Taylor" is not to be "Jo Taylor Smith".
  if (entry.preferredName.find(' ') != std::string::npos) return entry.preferredName;
  return joined(entry.preferredName, entry.familyName);
}

std::string sortName(const PersonEntry& entry) {
  return joined(entry.familyName,
                entry.preferredName.empty() ? entry.givenNames : entry.preferredName);
}

std::string fullName(const PersonEntry& entry) {
  const std::string name = joined(entry.givenNames, entry.familyName);
  return name.empty() ? entry.preferredName : name;
}

std::string bodyOf(const PersonEntry& entry) {
  Json body = Json::object();
  for (const auto& [name, field] : kTextFields) {
    if (!(entry.*field).empty()) body[name] = entry.*field;
  }
  if (entry.interpreter) body["interpreter"] = *entry.interpreter;
  if (entry.birthDate) body["birthDate"] = entry.birthDate->text();
  if (entry.nhsNumber) body["nhsNumber"] = std::string(entry.nhsNumber->digits());
  for (const SystemId& id : entry.identities) {
    body["identities"].push_back({{"system", id.system}, {"value", id.value}});
  }
  return body.dump();
}

PersonEntry entryFrom(std::string_view body) {
  const auto parsed = parseJson(body);
  if (!parsed || !parsed->is_object()) corrupt();
  try {
    return entryFromJson(*parsed);
  } catch (const Json::exception&) {
    corrupt();
  }
}

PersonEntry entryOf(const CaseloadRow& row) { return merged({}, row); }

PersonEntry merged(PersonEntry entry, const CaseloadRow& row) {
  const auto put = [](std::string& field, const std::string& value) {
    if (!value.empty()) field = value;
  };
  put(entry.familyName, row.familyName);
  put(entry.givenNames, row.givenNames);
  put(entry.preferredName, row.preferredName);
  put(entry.pronouns, row.pronouns);
  put(entry.language, row.language);
  put(entry.phone, row.phone);
  put(entry.email, row.email);
  put(entry.address, row.address);
  put(entry.postcode, row.postcode);
  if (row.interpreter) entry.interpreter = row.interpreter;
  if (row.birthDate) entry.birthDate = row.birthDate;
  if (row.identity.nhsNumber) entry.nhsNumber = row.identity.nhsNumber;
  for (const SystemId& id : row.identity.systemIds) {
    if (std::ranges::find(entry.identities, id) == entry.identities.end()) {
      entry.identities.push_back(id);
    }
  }
  return entry;
}

}  // namespace refocus::people
