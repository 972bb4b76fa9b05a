// Guides as TOML. The only file of this room that includes toml++.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "practice/guide.hpp"

namespace refocus::practice {

namespace {

constexpr std::size_t kMostFileBytes = 256 * 1024;
constexpr std::size_t kMostName = 60;
constexpr std::size_t kMostLine = 200;
constexpr std::size_t kMostParagraph = 1000;
constexpr std::size_t kMostParagraphs = 20;
constexpr std::size_t kMostAreas = 30;
constexpr std::size_t kMostExamples = 40;
constexpr std::size_t kMostOffers = 20;

/// A table of the file that knows what it was asked for, so that whatever else it holds is found.
class Table {
 public:
  Table(const toml::table& table, std::string_view file, std::string name)
      : table_(&table), file_(file), name_(std::move(name)) {}

  std::string text(std::string_view key, std::size_t most) {
    const auto& node = required(key, fmt::format("a text of at most {} characters", most));
    return checkedText(node, name_ + std::string(key), most);
  }

  /// Nothing when the text is empty.
  std::optional<std::string> textOrEmpty(std::string_view key, std::size_t most) {
    const auto& node = required(key, "a text, which may be empty");
    const auto* value = node.as_string();
    if (value && value->get().empty()) return std::nullopt;
    return checkedText(node, name_ + std::string(key), most);
  }

  std::vector<std::string> texts(std::string_view key, std::size_t mostTexts, std::size_t most) {
    const auto& node = required(key, fmt::format("a list of 1 to {} texts", mostTexts));
    const auto* array = node.as_array();
    if (!array || array->empty() || array->size() > mostTexts) {
      fail(node, fmt::format("{}{} must be a list of 1 to {} texts", name_, key, mostTexts));
    }
    std::vector<std::string> texts;
    for (const auto& item : *array) {
      texts.push_back(checkedText(item, name_ + std::string(key), most));
    }
    return texts;
  }

  bool flag(std::string_view key, bool otherwise) {
    allowed_.insert(key);
    const auto* node = table_->get(key);
    if (!node) return otherwise;
    const auto* value = node->as_boolean();
    if (!value) fail(*node, fmt::format("{}{} must be true or false", name_, key));
    return value->get();
  }

  GuideKey key(std::set<GuideKey>& taken) {
    const auto& node = required("key", "a key such as \"daily-living\"");
    const auto* value = node.as_string();
    const auto parsed = value ? GuideKey::parse(value->get()) : std::nullopt;
    if (!parsed) {
      fail(node, fmt::format("{}key must be a small letter followed by small letters, digits and "
                             "hyphens, at most 40 in all",
                             name_));
    }
    if (!taken.insert(*parsed).second) {
      fail(node, fmt::format("{}key = \"{}\" is there twice; each may be used once", name_,
                             parsed->text()));
    }
    return *parsed;
  }

  WayIn wayIn(std::set<WayIn>& taken) {
    const auto& node = required("way", "\"guide\", \"open\", \"narrative\" or \"visual\"");
    const auto* value = node.as_string();
    const auto way = value ? valueIn(kWaysIn, value->get()) : std::nullopt;
    if (!way) {
      fail(node, name_ + "way must be \"guide\", \"open\", \"narrative\" or \"visual\"");
    }
    if (!taken.insert(*way).second) {
      fail(node, fmt::format("{}way = \"{}\" is there twice; each may be used once", name_,
                             nameIn(kWaysIn, *way)));
    }
    return *way;
  }

  Table table(std::string_view key) {
    const auto& node = required(key, fmt::format("a table [{}]", key));
    if (!node.is_table()) fail(node, fmt::format("{} must be a table [{}]", key, key));
    return {*node.as_table(), file_, fmt::format("{}{}.", name_, key)};
  }

  std::vector<Table> tables(std::string_view key, std::size_t most) {
    const auto allowed = fmt::format("1 to {} tables [[{}{}]]", most, name_, key);
    const auto& node = required(key, allowed);
    const auto* array = node.as_array();
    if (!array || !array->is_homogeneous(toml::node_type::table) || array->size() > most) {
      fail(node, fmt::format("{}{} must be {}", name_, key, allowed));
    }
    std::vector<Table> tables;
    for (const auto& item : *array) {
      tables.emplace_back(*item.as_table(), file_, fmt::format("{}{}.", name_, key));
    }
    return tables;
  }

  /// Refuses keys that nothing asked for.
  void done() const {
    for (const auto& [key, node] : *table_) {
      if (allowed_.contains(key.str())) continue;
      failAt(key.source().begin.line, fmt::format("{}{} is unknown here; allowed are {}", name_,
                                                  key.str(), fmt::join(allowed_, ", ")));
    }
  }

  [[noreturn]] void fail(const toml::node& node, std::string_view what) const {
    failAt(node.source().begin.line, what);
  }

  [[noreturn]] void failHere(std::string_view what) const { fail(*table_, what); }

 private:
  const toml::node& required(std::string_view key, std::string_view allowed) {
    allowed_.insert(key);
    const auto* node = table_->get(key);
    if (!node) fail(*table_, fmt::format("{}{} is missing; it must be {}", name_, key, allowed));
    return *node;
  }

  std::string checkedText(const toml::node& node, std::string_view name, std::size_t most) const {
    const auto* value = node.as_string();
    if (!value) fail(node, fmt::format("{} must be text in quotation marks", name));
    const std::string& text = value->get();
    if (trimmed(text).empty()) fail(node, fmt::format("{} is empty; it must say something", name));
    if (hasControlCharacters(text, LineBreaks::refused)) {
      fail(node, fmt::format("{} holds a line break or a control character; plain text of one "
                             "line is allowed",
                             name));
    }
    const auto count = characterCount(text);
    if (count > most) {
      fail(node, fmt::format("{} has {} characters; at most {} are allowed", name, count, most));
    }
    return text;
  }

  [[noreturn]] void failAt(std::uint32_t line, std::string_view what) const {
    throw Fault(FaultCode::configuration,
                fmt::format("{}, line {}: {}", file_, line == 0 ? 1 : line, what));
  }

  const toml::table* table_;
  std::string_view file_;
  std::string name_;  ///< with a dot at its end; empty for the whole file
  std::set<std::string_view> allowed_;
};

toml::table parsed(std::string_view text, std::string_view file) {
  if (text.size() > kMostFileBytes) {
    throw Fault(FaultCode::configuration, fmt::format("{} has {} bytes; at most {} are allowed",
                                                      file, text.size(), kMostFileBytes));
  }
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Fault(
        FaultCode::configuration,
        fmt::format("{}, line {}: {}", file, error.source().begin.line, error.description()));
  }
}

std::vector<OfferedWayIn> waysInOf(Table& root) {
  std::vector<OfferedWayIn> ways;
  std::set<WayIn> taken;
  for (auto& table : root.tables("way_in", kWaysIn.size())) {
    ways.push_back({.way = table.wayIn(taken),
                    .name = table.text("name", kMostName),
                    .description = table.text("description", kMostLine)});
    table.done();
  }
  if (!taken.contains(WayIn::guide)) {
    root.failHere("no [[way_in]] has way = \"guide\"; that one must be there");
  }
  return ways;
}

std::vector<Area> areasOf(Table& root) {
  std::vector<Area> areas;
  std::set<GuideKey> taken;
  for (auto& table : root.tables("area", kMostAreas)) {
    areas.push_back({.key = table.key(taken),
                     .name = table.text("name", kMostName),
                     .description = table.text("description", kMostLine),
                     .now = table.text("now", kMostLine),
                     .wants = table.text("wants", kMostLine),
                     .before = table.text("before", kMostLine),
                     .examples = table.texts("examples", kMostExamples, kMostLine)});
    table.done();
  }
  return areas;
}

std::vector<Prompt> promptsOf(Table& nothing) {
  std::vector<Prompt> prompts;
  std::set<GuideKey> taken;
  for (auto& table : nothing.tables("prompt", kMostOffers)) {
    prompts.push_back({.key = table.key(taken),
                       .title = table.text("title", kMostName),
                       .words = table.text("words", kMostLine)});
    table.done();
  }
  return prompts;
}

std::vector<OfferedStep> nextStepsOf(Table& nextStep) {
  std::vector<OfferedStep> steps;
  std::set<GuideKey> taken;
  for (auto& table : nextStep.tables("offer", kMostOffers)) {
    steps.push_back({.key = table.key(taken),
                     .words = table.text("words", kMostLine),
                     .asksForDate = table.flag("asks_for_date", false)});
    table.done();
  }
  return steps;
}

std::string fileText(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMostFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad() || (stream.fail() && !stream.eof())) {
    throw Fault(FaultCode::configuration,
                fmt::format("the guide {} cannot be read: it must be a file that this program "
                            "may open",
                            file.string()));
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

StrengthsGuide readStrengthsGuide(std::string_view text, std::string_view file) {
  const auto document = parsed(text, file);
  Table root(document, file, "");
  StrengthsGuide guide;
  guide.title = root.text("title", kMostName);
  guide.purpose = root.texts("purpose", kMostParagraphs, kMostParagraph);
  guide.copy = root.text("copy", kMostParagraph);
  guide.shortQuestion = root.text("short_question", kMostLine);
  guide.waysIn = waysInOf(root);
  guide.areas = areasOf(root);

  auto nothing = root.table("nothing");
  guide.nothingTitle = nothing.text("title", kMostName);
  guide.nothingWords = nothing.text("words", kMostParagraph);
  guide.prompts = promptsOf(nothing);
  nothing.done();

  auto nextStep = root.table("next_step");
  guide.nextStepQuestion = nextStep.text("question", kMostLine);
  guide.nextSteps = nextStepsOf(nextStep);
  nextStep.done();

  root.done();
  return guide;
}

RiskGuide readRiskGuide(std::string_view text, std::string_view file) {
  const auto document = parsed(text, file);
  Table root(document, file, "");
  RiskGuide guide;
  guide.title = root.text("title", kMostName);
  guide.words = root.texts("words", kMostParagraphs, kMostParagraph);
  for (auto& call : root.tables("call", kMostOffers)) {
    guide.calls.push_back({.who = call.text("who", kMostName),
                           .when = call.text("when", kMostLine),
                           .number = call.textOrEmpty("number", kMostName)});
    call.done();
  }
  root.done();
  return guide;
}

StrengthsGuide loadStrengthsGuide(const std::filesystem::path& file) {
  return readStrengthsGuide(fileText(file), file.string());
}

RiskGuide loadRiskGuide(const std::filesystem::path& file) {
  return readRiskGuide(fileText(file), file.string());
}

}  // namespace refocus::practice
