#include "app/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "app/web_address.hpp"
#include "base/fault.hpp"

namespace refocus::app {
namespace {

using enum SettingType;

constexpr std::array kRows{
    SettingRow{"service.name", text, "Refocus", "The name in the header of every page."},
    SettingRow{"service.language", text, "en",
               "The language of pages for those who have not chosen one."},
    SettingRow{"service.break_glass_minutes", number, "60",
               "How long a record stays open that was opened from outside its teams (break-glass).",
               5, 480},
    SettingRow{"service.development", boolean, "false",
               "Shows the gallery of components at /gallery. Off where people's records are."},
    SettingRow{"server.address", text, "127.0.0.1",
               "The network address to listen on. Put a proxy with TLS in front (docs/proxy.md)."},
    SettingRow{"server.port", number, "8080", "The port to listen on; 0 takes any that is free.", 0,
               65535},
    SettingRow{"server.public_address", webAddress, "",
               "The address that users open, as https://refocus.example.nhs.uk: one-time links "
               "begin with it. Empty: links on pages begin with the address in the browser, those "
               "that commands print with the one to listen on."},
    SettingRow{
        "server.tls_below_address", boolean, "true",
        "With a public address of https://, browsers are told to use TLS for every name below "
        "it too (includeSubDomains). Off where such a name is served without TLS."},
    SettingRow{
        "server.requests_by_account", number, "600",
        "How many pages and forms one account may ask for in a minute before it has to wait.", 60,
        10'000'000},
    SettingRow{
        "server.longest_wait", number, "20",
        "How many milliseconds a request may wait for its turn once more is asked for than can "
        "be answered; then it is refused, and the browser told to come back.",
        5, 60'000},
    SettingRow{"server.workers", number, "16", "Threads that answer requests.", 1, 256},
    SettingRow{"server.trusted_proxies", list, "",
               "Addresses or networks of the proxies in front, separated by commas. Only what they "
               "say about the client is believed."},
    SettingRow{"server.proxy_header", text, "x-forwarded-for",
               "The header in which the proxy names the client.", 0, 0,
               "x-forwarded-for|forwarded"},
    SettingRow{"storage.database", text, "data/refocus.db",
               "A file for SQLite, or an address postgresql://user@host/name. On another machine "
               "with ?sslmode=verify-full, so that nobody on the way reads along."},
    SettingRow{
        "storage.postgresql_without_tls", boolean, "false",
        "Lets PostgreSQL on another machine be spoken to without TLS: only where the network "
        "between is this service's alone."},
    SettingRow{"storage.readers", number, "16", "Connections for reading.", 1, 256},
    SettingRow{"storage.backups", text, "data/backups",
               "The folder for backups, also for those made before a migration."},
    SettingRow{"keys.file", text, "keys/refocus.keys",
               "The master key. Keep a copy of it in another place than the backups: without it "
               "nobody can read what is encrypted, ever again."},
    SettingRow{"keys.anchors", text, "keys/audit-anchors",
               "The ends of the audit chains, kept outside the database."},
    SettingRow{"share.folder", text, "",
               "Where styles and wording are; empty: beside the program."},
    SettingRow{
        "share.guides", text, "",
        "Where the guides are that a site may edit; empty: with the rest of the shared files."},
    SettingRow{"sign_in.session_minutes", number, "720", "How long a sign-in lasts, however busy.",
               5, 10080},
    SettingRow{"sign_in.idle_minutes", number, "30",
               "How long a sign-in lasts when nothing is done.", 1, 1440},
    SettingRow{"sign_in.failures_by_account", number, "10",
               "Wrong passwords for one account within 15 minutes before it has to wait.", 1, 1000},
    SettingRow{"sign_in.failures_by_address", number, "100",
               "Wrong passwords from one network address within 15 minutes before it has to wait.",
               1, 100000},
    SettingRow{"sign_in.refused_words", list, "",
               "Words that no password may be made of, separated by commas: your towns, teams and "
               "buildings. Names of the owner and the trust, and common passwords, are refused "
               "anyway."},
    SettingRow{"log.level", text, "info", "How much is written to the log.", 0, 0,
               "debug|info|warning|error"},
};

const SettingRow* rowOf(std::string_view key) {
  const auto found = std::ranges::find(kRows, key, &SettingRow::key);
  return found == kRows.end() ? nullptr : &*found;
}

std::string variableOf(std::string_view key) {
  std::string name = "REFOCUS_";
  for (const char c : key) {
    name += c == '.' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

[[noreturn]] void refuse(const std::string& source, const std::string& why) {
  throw Fault(FaultCode::configuration, fmt::format("{}: {}", source, why));
}

[[noreturn]] void refuseUnknown(const std::string& source, std::string_view key) {
  std::vector<std::string_view> keys;
  for (const SettingRow& row : kRows) keys.push_back(row.key);
  refuse(source, fmt::format("there is no setting {}; there are: {}", key, fmt::join(keys, ", ")));
}

std::string allowedFor(const SettingRow& row) {
  switch (row.type) {
    case number:
      return fmt::format("a whole number from {} to {}", row.least, row.most);
    case boolean:
      return "true or false";
    case list:
      return "texts separated by commas";
    case webAddress:
      return "https:// and a name, perhaps with a port, and nothing after it; http:// only for "
             "this machine itself (localhost, 127.0.0.1, [::1])";
    case text:
      break;
  }
  if (row.choices.empty()) return "a text";
  std::string words(row.choices);
  for (std::size_t at = words.find('|'); at != std::string::npos; at = words.find('|', at)) {
    words.replace(at, 1, ", ");
  }
  return "one of " + words;
}

std::optional<std::int64_t> numberIn(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool isAllowed(const SettingRow& row, std::string_view value) {
  if (row.type == boolean) return value == "true" || value == "false";
  if (row.type == number) {
    const auto read = numberIn(value);
    return read && *read >= row.least && *read <= row.most;
  }
  if (row.type == webAddress) return value.empty() || isWebAddress(value);
  if (row.type == list || row.choices.empty()) return true;
  const std::string around = fmt::format("|{}|", row.choices);
  return !value.empty() && around.find(fmt::format("|{}|", value)) != std::string::npos;
}

bool isOfType(const SettingRow& row, const toml::node& node) {
  switch (row.type) {
    case number:
      return node.is_integer();
    case boolean:
      return node.is_boolean();
    case text:
    case webAddress:
      return node.is_string();
    case list:
      return node.is_array() && std::ranges::all_of(*node.as_array(), [](const auto& part) {
               return part.is_string();
             });
  }
  return false;
}

std::string textOf(const toml::node& node) {
  if (const auto* words = node.as_string()) return words->get();
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  std::vector<std::string> parts;
  for (const toml::node& part : *node.as_array()) parts.push_back(part.as_string()->get());
  return fmt::format("{}", fmt::join(parts, ","));
}

std::string placeOf(const std::filesystem::path& file, const toml::source_region& region) {
  return fmt::format("{}, line {}", file.string(), region.begin.line);
}

std::string written(const SettingRow& row) {
  if (row.type == text || row.type == webAddress) return fmt::format("\"{}\"", row.standard);
  if (row.type == list) return "[]";
  return std::string(row.standard);
}

// Breaks a help text into comment lines that fit a terminal.
std::string commented(std::string_view help) {
  constexpr std::size_t kWidth = 96;
  std::string out;
  while (!help.empty()) {
    std::size_t cut = help.size();
    if (cut > kWidth) cut = help.rfind(' ', kWidth);
    out += fmt::format("# {}\n", help.substr(0, cut));
    help.remove_prefix(std::min(help.size(), cut + 1));
  }
  return out;
}

}  // namespace

std::span<const SettingRow> settingRows() { return kRows; }

Settings::Environment processEnvironment() {
  return [](const std::string& variable) -> std::optional<std::string> {
    const char* value = std::getenv(variable.c_str());  // NOLINT(concurrency-mt-unsafe): at start
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

void Settings::set(const SettingRow& row, std::string value, const std::string& source) {
  if (!isAllowed(row, value)) {
    refuse(source,
           fmt::format("{} may not be \"{}\"; allowed is {}", row.key, value, allowedFor(row)));
  }
  values_.insert_or_assign(std::string(row.key), Value{std::move(value), source});
}

void Settings::readFile(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    refuse(placeOf(file, error.source()), std::string(error.description()));
  }
  for (const auto& [section, content] : table) {
    if (!content.is_table()) {
      refuseUnknown(placeOf(file, content.source()), section.str());
    }
    for (const auto& [name, node] : *content.as_table()) {
      const std::string key = fmt::format("{}.{}", section.str(), name.str());
      const std::string place = placeOf(file, node.source());
      const SettingRow* row = rowOf(key);
      if (row == nullptr) refuseUnknown(place, key);
      if (!isOfType(*row, node)) {
        refuse(place, fmt::format("{} must be {}", key, allowedFor(*row)));
      }
      set(*row, textOf(node), place);
    }
  }
}

Settings Settings::read(const std::filesystem::path& file, const Environment& environment,
                        std::span<const Flag> flags) {
  Settings settings;
  for (const SettingRow& row : kRows) {
    settings.set(row, std::string(row.standard), "standard value");
  }
  if (!file.empty()) {
    if (!std::filesystem::exists(file)) refuse(file.string(), "there is no such settings file");
    settings.readFile(file);
  }
  for (const SettingRow& row : kRows) {
    const std::string variable = variableOf(row.key);
    if (auto value = environment(variable)) {
      settings.set(row, std::move(*value), "environment " + variable);
    }
  }
  for (const Flag& flag : flags) {
    const SettingRow* row = rowOf(flag.key);
    if (row == nullptr) refuseUnknown("command line", flag.key);
    settings.set(*row, flag.value, "command line");
  }
  return settings;
}

const Settings::Value& Settings::value(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) {
    throw Fault(FaultCode::internal, fmt::format("the program asks for no such setting: {}", key));
  }
  return found->second;
}

const std::string& Settings::text(std::string_view key) const { return value(key).text; }

std::int64_t Settings::number(std::string_view key) const { return *numberIn(value(key).text); }

bool Settings::isOn(std::string_view key) const { return value(key).text == "true"; }

const std::string& Settings::source(std::string_view key) const { return value(key).source; }

std::vector<std::string> Settings::list(std::string_view key) const {
  std::vector<std::string> parts;
  std::string_view rest = value(key).text;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view part = rest.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    rest.remove_prefix(std::min(rest.size(), comma + 1));
  }
  return parts;
}

std::string Settings::describe() const {
  std::string out;
  for (const SettingRow& row : kRows) {
    const Value& known = value(row.key);
    out += fmt::format("{:<28} = {:<32} ({})\n", row.key, known.text, known.source);
  }
  return out;
}

std::string commentedSettings() {
  std::string out =
      "# Settings of Refocus. Each line shows the standard value: take away its \"#\" to change "
      "it.\n"
      "# The environment (REFOCUS_SERVER_PORT=8081) and flags (--set server.port=8081) win over\n"
      "# this file. `refocus serve --print-config` shows each value and where it came from.\n";
  std::string_view section;
  for (const SettingRow& row : kRows) {
    const std::string_view of = row.key.substr(0, row.key.find('.'));
    if (of != section) out += fmt::format("\n[{}]\n", of);
    section = of;
    out += fmt::format("\n{}# {} = {}\n", commented(row.help), row.key.substr(of.size() + 1),
                       written(row));
  }
  return out;
}

}  // namespace refocus::app
