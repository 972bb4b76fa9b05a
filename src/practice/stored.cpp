#include "practice/stored.hpp"

#include <fmt/format.h>

#include <bit>
#include <nlohmann/json.hpp>

#include "base/fault.hpp"

namespace refocus::practice {

namespace {

[[noreturn]] void corrupt(std::string_view what, std::string_view why) {
  throw Fault(FaultCode::corrupt, fmt::format("a stored {} {}", what, why));
}

}  // namespace

JsonView storedJson(std::string_view what, std::string_view text) {
  auto read = JsonView::read(text);
  if (!read) corrupt(what, "is not JSON");
  return std::move(*read);
}

std::string storedText(std::string_view what, const Json& value) {
  try {
    return value.dump();
  } catch (const nlohmann::json::type_error&) {
    throw Fault(FaultCode::invalid,
                fmt::format("a {} to store holds text that is not UTF-8", what));
  }
}

StoredObject::StoredObject(std::string_view what, JsonValue value) : what_(what), value_(value) {
  if (!value.isObject()) corrupt(what, "is no object");
  if (value.size() > 64) corrupt(what, "has more members than any that this program stores");
}

void StoredObject::refuse(std::string_view member, std::string_view why) const {
  corrupt(what_, fmt::format("cannot be read: {} {}", member, why));
}

std::optional<JsonValue> StoredObject::optional(std::string_view member) {
  std::uint64_t bit = 1;
  for (const JsonValue one : value_) {
    if (one.name() == member) {
      read_ |= bit;
      return one;
    }
    bit <<= 1;
  }
  return std::nullopt;
}

JsonValue StoredObject::member(std::string_view member) {
  const auto found = optional(member);
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

std::string_view StoredObject::textView(std::string_view name) {
  const auto text = member(name).text();
  if (!text) refuse(name, "is no text");
  return *text;
}

std::string StoredObject::text(std::string_view name) { return std::string(textView(name)); }

bool StoredObject::flag(std::string_view name) {
  const auto flag = member(name).flag();
  if (!flag) refuse(name, "is neither true nor false");
  return *flag;
}

std::int64_t StoredObject::number(std::string_view name) {
  const auto number = member(name).integer();
  if (!number) refuse(name, "is no whole number");
  return *number;
}

GuideKey StoredObject::key(std::string_view name) {
  auto parsed = GuideKey::parse(textView(name));
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
  const auto parsed = PartialDate::parse(textView(name));
  if (!parsed) refuse(name, "is no date");
  return *parsed;
}

std::optional<PartialDate> StoredObject::optionalDate(std::string_view name) {
  if (!optional(name)) return std::nullopt;
  return date(name);
}

JsonValue StoredObject::list(std::string_view name) {
  const JsonValue value = member(name);
  if (!value.isList()) refuse(name, "is no list");
  return value;
}

std::vector<std::string> StoredObject::texts(std::string_view name) {
  std::vector<std::string> texts;
  for (const JsonValue item : list(name)) {
    const auto text = item.text();
    if (!text) refuse(name, "holds something that is no text");
    texts.emplace_back(*text);
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
  for (const JsonValue item : list(name)) things.push_back(thingVersionOf(name, item));
  return things;
}

void StoredObject::done() const {
  if (static_cast<std::size_t>(std::popcount(read_)) == value_.size()) return;
  corrupt(what_, "holds a member that this program does not know");
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

ThingVersion thingVersionOf(std::string_view what, JsonValue value) {
  StoredObject object(what, value);
  ThingVersion thing{.thing = ThingId::stored(object.text("thing")),
                     .version = object.number("version")};
  if (thing.version < 1) object.refuse("version", "is below 1");
  object.done();
  return thing;
}

}  // namespace refocus::practice
