// Cuts a text of FHIR resources into single ones, so that each is parsed alone. Cutting looks at
// brackets and strings only; whether a piece is JSON is the parser's to say.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "people/caseload_file.hpp"
#include "people/fhir_patient.hpp"

namespace refocus::people {
namespace {

/// A photograph makes a resource large; nothing else does.
constexpr JsonLimits kOneResource{.bytes = 8 * 1024 * 1024, .depth = 64, .members = 1000};

/// Walks over a text of JSON values and knows its line.
class Cutter {
 public:
  Cutter(std::string_view text, std::size_t line) : text_(text), line_(line) {}

  /// The next character that is neither white space nor one of `alsoPassed`; 0 at the end.
  char peek(std::string_view alsoPassed = {}) {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool passed = c == ' ' || c == '\t' || c == '\r' || c == '\n' ||
                          alsoPassed.find(c) != std::string_view::npos;
      if (!passed) return c;
      if (c == '\n') ++line_;
      ++at_;
    }
    return '\0';
  }

  void pass() { ++at_; }
  [[nodiscard]] std::size_t line() const { return line_; }

  /// The value that begins here; nothing if the text ends within it.
  std::optional<std::string_view> value() {
    const auto begin = at_;
    const char first = text_[at_];
    const bool whole = first == '{' || first == '[' ? passBrackets()
                       : first == '"'               ? passString()
                                                    : passWord();
    if (!whole) return std::nullopt;
    const auto cut = text_.substr(begin, at_ - begin);
    line_ += static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n'));
    return cut;
  }

 private:
  bool passBrackets() {
    std::size_t depth = 0;
    for (;;) {
      at_ = text_.find_first_of("{}[]\"", at_);
      if (at_ == std::string_view::npos) return false;
      const char c = text_[at_];
      if (c == '"') {
        if (!passString()) return false;
        continue;
      }
      ++at_;
      depth = c == '{' || c == '[' ? depth + 1 : depth - 1;
      if (depth == 0) return true;
    }
  }

  bool passString() {
    for (++at_;; at_ += 2) {
      at_ = text_.find_first_of("\"\\", at_);
      if (at_ == std::string_view::npos || at_ + 1 > text_.size()) return false;
      if (text_[at_] == '"') break;
    }
    ++at_;
    return true;
  }

  bool passWord() {
    at_ = std::min(text_.find_first_of(",]} \t\r\n", at_ + 1), text_.size());
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_;
};

class FileReader {
 public:
  [[nodiscard]] FhirPatients read(std::string_view text) {
    read_.oneALine = isOneALine(text);
    if (!read_.oneALine) {
      documents(text, 1);
      return std::move(read_);
    }
    for (std::size_t line = 1; !text.empty() && !full(); ++line) {
      const auto one = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(one.size() + 1, text.size()));
      if (Cutter(one, line).peek() != '\0') documents(one, line);
    }
    return std::move(read_);
  }

 private:
  /// Whether it is ndjson: two lines that each begin an object, and the first does more.
  static bool isOneALine(std::string_view text) {
    const auto first = text.substr(0, text.find('\n'));
    if (!first.starts_with('{') || Cutter(first.substr(1), 1).peek() == '\0') return false;
    Cutter rest(text.substr(first.size()), 1);
    return rest.peek() == '{';
  }

  [[nodiscard]] bool full() const {
    return read_.rows.size() + read_.problems.size() > kMaxCaseloadRecords;
  }

  void problem(std::size_t line, Sentence reason) {
    read_.problems.push_back({line, ++index_, std::move(reason)});
  }

  bool cutShort(std::size_t line) {
    problem(line,
            Sentence(Msgid("The text is cut short, or a bracket or quotation mark is missing, "
                           "so the rest could not be read.")));
    return false;
  }

  /// JSON values one after another. After one that has no end nothing can be told apart.
  void documents(std::string_view text, std::size_t line) {
    Cutter cutter(text, line);
    bool more = true;
    while (more && !full() && cutter.peek() != '\0') {
      more = cutter.peek() == '[' ? elements(cutter)
             : isABundle(cutter)  ? bundle(cutter)
                                  : single(cutter);
    }
  }

  bool single(Cutter& cutter) {
    const auto line = cutter.line();
    const auto whole = cutter.value();
    if (!whole) return cutShort(line);
    resource(*whole, line);
    return true;
  }

  /// Whether an object's own resourceType is Bundle, or, in a text cut short before it says so,
  /// whether it has entries.
  static bool isABundle(Cutter cutter) {
    bool entries = false;
    if (cutter.peek() != '{') return false;
    cutter.pass();
    while (cutter.peek(",") == '"') {
      const auto name = cutter.value();
      if (!name || cutter.peek(":") == '\0') return entries;
      if (*name == "\"entry\"") entries = cutter.peek() == '[';
      const auto value = cutter.value();
      if (!value) return entries;
      if (*name == "\"resourceType\"") return *value == "\"Bundle\"";
    }
    return false;
  }

  bool bundle(Cutter& cutter) {
    cutter.pass();
    while (cutter.peek(",") == '"') {
      const auto line = cutter.line();
      const auto name = cutter.value();
      if (!name || cutter.peek(":") == '\0') return cutShort(line);
      if (*name == "\"entry\"" && cutter.peek() == '[') {
        if (!elements(cutter)) return false;
      } else if (!cutter.value()) {
        return cutShort(line);
      }
    }
    if (cutter.peek() != '}') return cutShort(cutter.line());
    cutter.pass();
    return true;
  }

  /// The elements of an array, each a resource or a Bundle's entry. False if it has no end.
  bool elements(Cutter& cutter) {
    cutter.pass();
    while (!full()) {
      const char next = cutter.peek(",");
      const auto line = cutter.line();
      if (next == ']') {
        cutter.pass();
        return true;
      }
      const auto element = next == '\0' ? std::nullopt : cutter.value();
      if (!element) return cutShort(line);
      resource(*element, line);
    }
    return false;
  }

  void resource(std::string_view text, std::size_t line) {
    const auto parsed = parseJson(text, kOneResource);
    if (parsed) return add(*parsed, line);
    problem(line + parsed.error().line - 1, parsed.error().reason);
  }

  // A Bundle may hold Bundles; how deep is bounded by the parser's limit.
  void add(const Json& json, std::size_t line) {
    if (!json.is_object()) return noResource(line);
    if (const auto within = json.find("resource"); within != json.end()) return add(*within, line);
    const auto type = json.find("resourceType");
    if (type == json.end() || !type->is_string()) return noResource(line);
    if (*type == "Patient") return patient(json, line);
    if (*type != "Bundle") {
      ++read_.otherResources;
      return;
    }
    const auto entries = json.find("entry");
    if (entries == json.end() || !entries->is_array()) return;
    for (const auto& entry : *entries) add(entry, line);
  }

  void patient(const Json& json, std::size_t line) {
    auto row = caseloadRowOf(json);
    if (!row) return problem(line, std::move(row).error());
    row->line = line;
    row->index = ++index_;
    read_.rows.push_back(std::move(*row));
  }

  void noResource(std::size_t line) {
    problem(line, Sentence(Msgid("This is not a FHIR resource: it has no resourceType.")));
  }

  FhirPatients read_;
  std::size_t index_ = 0;
};

}  // namespace

FhirPatients readFhirPatients(std::string_view text) { return FileReader().read(text); }

}  // namespace refocus::people
