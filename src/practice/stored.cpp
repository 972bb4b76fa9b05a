#include "practice/stored.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/fault.hpp"

namespace refocus::practice {

namespace {

[[noreturn]] void corrupt(std::string_view what, std::string_view why) {
  throw Fault(FaultCode::corrupt, fmt::format("a stored {} {}", what, why));
}

}  // namespace

Json storedJson(std::string_view what, std::string_view text) {
  auto parsed = parseJson(text);
  if (!parsed) {
    corrupt(what, fmt::format("is not JSON: line {}, column {}: {}", parsed.error().line,
                              parsed.error().column, parsed.error().reason.in(Words{})));
  }
  return std::move(*parsed);
}

std::string storedText(std::string_view what, const Json& value) {
  try {
    return value.dump();
  } catch (const nlohmann::json::type_error&) {
    throw Fault(FaultCode::invalid,
                fmt::format("a {} to store holds text that is not UTF-8", what));
  }
}

StoredObject::StoredObject(std::string_view what, const Json& value) : what_(what), value_(&value) {
  if (!value.is_object()) corrupt(what, "is no object");
}

void StoredObject::refuse(std::string_view member, std::string_view why) const {
  corrupt(what_, fmt::format("cannot be read: {} {}", member, why));
}

const Json* StoredObject::optional(std::string_view member) {
  read_.insert(member);
  const auto found = value_->find(member);
  return found == value_->end() ? nullptr : &*found;
}

const Json& StoredObject::member(std::string_view member) {
  const auto* found = optional(member);
  if (!found) refuse(member, "is missing");
  return *found;
}

void StoredObject::version(std::int64_t readable) {
  const auto written = number("v");
  if (written > readable) {
    refuse("v", fmt::format("is {}, written by a newer program; this one reads up to {}", written,
                            readable));
  }
  if (written != readable) refuse("v", fmt::format("is {}; it must be {}", written, readable));
}

std::string StoredObject::text(std::string_view name) {
  const auto& value = member(name);
  if (!value.is_string()) refuse(name, "is no text");
  return value.get<std::string>();
}

bool StoredObject::flag(std::string_view name) {
  const auto& value = member(name);
  if (!value.is_boolean()) refuse(name, "is neither true nor false");
  return value.get<bool>();
}

std::int64_t StoredObject::number(std::string_view name) {
  const auto& value = member(name);
  if (!value.is_number_integer()) refuse(name, "is no whole number");
  return value.get<std::int64_t>();
}

GuideKey StoredObject::key(std::string_view name) {
  auto parsed = GuideKey::parse(text(name));
  if (!parsed) refuse(name, "is no key of a guide");
  return std::move(*parsed);
}

AreaRef StoredObject::area(std::string_view name) {
  StoredObject area("area", member(name));
  AreaRef ref{.key = area.key("key"), .name = area.text("name")};
  area.done();
  return ref;
}

PartialDate StoredObject::date(std::string_view name) {
  const auto parsed = PartialDate::parse(text(name));
  if (!parsed) refuse(name, "is no date");
  return *parsed;
}

std::optional<PartialDate> StoredObject::optionalDate(std::string_view name) {
  if (!optional(name)) return std::nullopt;
  return date(name);
}

std::vector<std::reference_wrapper<const Json>> StoredObject::list(std::string_view name) {
  const auto& value = member(name);
  if (!value.is_array()) refuse(name, "is no list");
  return {value.begin(), value.end()};
}

std::vector<std::string> StoredObject::texts(std::string_view name) {
  std::vector<std::string> texts;
  for (const Json& item : list(name)) {
    if (!item.is_string()) refuse(name, "holds something that is no text");
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::vector<GuideKey> StoredObject::keys(std::string_view name) {
  std::vector<GuideKey> keys;
  for (const auto& item : texts(name)) {
    auto parsed = GuideKey::parse(item);
    if (!parsed) refuse(name, "holds something that is no key of a guide");
    keys.push_back(std::move(*parsed));
  }
  return keys;
}

std::vector<ThingVersion> StoredObject::thingVersions(std::string_view name) {
  std::vector<ThingVersion> things;
  for (const Json& item : list(name)) things.push_back(thingVersionOf(name, item));
  return things;
}

void StoredObject::done() const {
  for (const auto& [name, value] : value_->items()) {
    if (!read_.contains(name)) corrupt(what_, "holds a member that this program does not know");
  }
}

Json stored(const AreaRef& area) { return {{"key", area.key.text()}, {"name", area.name}}; }

Json stored(const ThingVersion& thing) {
  return {{"thing", thing.thing.text()}, {"version", thing.version}};
}

Json stored(const std::vector<ThingVersion>& things) {
  Json list = Json::array();
  for (const auto& thing : things) list.push_back(stored(thing));
  return list;
}

ThingVersion thingVersionOf(std::string_view what, const Json& value) {
  StoredObject object(what, value);
  ThingVersion thing{.thing = ThingId::stored(object.text("thing")),
                     .version = object.number("version")};
  if (thing.version < 1) object.refuse("version", "is below 1");
  object.done();
  return thing;
}

}  // namespace refocus::practice
