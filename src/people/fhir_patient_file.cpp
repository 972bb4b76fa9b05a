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
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
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

/// What a Bundle says of itself, and how many of its entries answer the search that made it.
struct BundlePage {
  bool isSearchset = false;
  std::optional<std::int64_t> total;
  bool hasNext = false;
  std::int64_t matches = 0;
};

/// Takes a member of a Bundle other than its entries.
void takeMember(std::string_view name, const Json& value, BundlePage& page) {
  if (name == "type") {
    page.isSearchset = value == "searchset";
  } else if (name == "total" && value.is_number_integer()) {
    page.total = value.get<std::int64_t>();
  } else if (name == "link" && value.is_array()) {
    for (const auto& link : value) {
      const auto relation = link.is_object() ? link.find("relation") : link.end();
      if (relation != link.end() && *relation == "next") page.hasNext = true;
    }
  }
}

/// Whether an entry of a searchset is one of the results: not included beside them, nor a remark.
bool isMatch(const Json& entry) {
  const auto search = entry.find("search");
  if (search == entry.end() || !search->is_object()) return true;
  const auto mode = search->find("mode");
  return mode == search->end() || *mode == "match";
}

class FileReader {
 public:
  FileReader(Date today, const CaseloadSink& sink) : today_(today), sink_(sink) {}

  [[nodiscard]] FhirPatients read(std::string_view text) {
    read_.oneALine = isOneALine(text);
    if (!read_.oneALine) {
      documents(text, 1);
    } else {
      lines(text);
    }
    notePages();
    return std::move(read_);
  }

 private:
  /// Whether it is ndjson, past blanks: an object that does not end with its bracket's line, and
  /// the next line begins an object too. Unless they are the lines of one value, or of a Bundle
  /// written one entry a line, which may be cut short.
  static bool isOneALine(std::string_view text) {
    Cutter whole(text, 1);
    if (whole.peek() != '{') return false;
    const auto rest = whole.rest();
    const auto first = rest.substr(0, rest.find_first_of("\r\n"));
    if (Cutter(first.substr(1), 1).peek() == '\0') return false;
    if (Cutter(rest.substr(first.size()), 1).peek() != '{') return false;
    if (Cutter(first, 1).value()) return true;
    const bool isOneValue = whole.value() && whole.peek() == '\0';
    return !isOneValue && !isABundle(Cutter(first, 1));
  }

  void lines(std::string_view text) {
    for (std::size_t line = 1; !text.empty() && !full(); ++line) {
      const auto one = text.substr(0, text.find_first_of("\r\n"));
      text.remove_prefix(one.size());
      text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, text.size()));
      if (Cutter(one, line).peek() != '\0') documents(one, line);
    }
  }

  [[nodiscard]] bool full() const { return read_.records > kMaxCaseloadRecords; }

  void problem(std::size_t line, Sentence reason) {
    const std::size_t index = ++read_.records;
    if (sink_) sink_(std::unexpected(RowProblem{line, index, std::move(reason)}));
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
      more = cutter.peek() == '[' ? elements(cutter, nullptr)
             : isABundle(cutter)  ? bundle(cutter)
                                  : single(cutter);
    }
  }

  bool single(Cutter& cutter) {
    const auto line = cutter.line();
    const auto whole = cutter.value();
    if (!whole) return cutShort(line);
    resource(*whole, line, nullptr);
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
    BundlePage page;
    const bool isWhole = bundleMembers(cutter, page);
    take(page);
    return isWhole;
  }

  bool bundleMembers(Cutter& cutter, BundlePage& page) {
    cutter.pass();
    while (cutter.peek(",") == '"') {
      const auto line = cutter.line();
      const auto name = cutter.value();
      if (!name || cutter.peek(":") == '\0') return cutShort(line);
      if (*name == "\"entry\"" && cutter.peek() == '[') {
        if (!elements(cutter, &page)) return false;
        continue;
      }
      const auto value = cutter.value();
      if (!value) return cutShort(line);
      const auto parsed = parseJson(*value, kOneResource);
      if (parsed) takeMember(name->substr(1, name->size() - 2), *parsed, page);
    }
    if (cutter.peek() != '}') return cutShort(cutter.line());
    cutter.pass();
    return true;
  }

  /// The elements of an array, each a resource or an entry of a Bundle's page. False if it has no
  /// end.
  bool elements(Cutter& cutter, BundlePage* page) {
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
      resource(*element, line, page);
    }
    return false;
  }

  void resource(std::string_view text, std::size_t line, BundlePage* page) {
    const auto parsed = parseJson(text, kOneResource);
    if (!parsed) return problem(line + parsed.error().line - 1, parsed.error().reason);
    if (page != nullptr && parsed->is_object() && isMatch(*parsed)) ++page->matches;
    add(*parsed, line);
  }

  // A Bundle may hold Bundles; how deep is bounded by the parser's limit.
  void add(const Json& json, std::size_t line) {
    if (!json.is_object()) return noResource(line);
    if (const auto within = json.find("resource"); within != json.end()) return add(*within, line);
    const auto type = json.find("resourceType");
    if (type == json.end() || !type->is_string()) {
      return json.contains("content") ? tooOld(line) : noResource(line);
    }
    if (*type == "Patient") return patient(json, line);
    if (*type == "Bundle") return innerBundle(json, line);
    ++read_.otherResources;
  }

  void innerBundle(const Json& json, std::size_t line) {
    BundlePage page;
    for (const auto& [name, value] : json.items()) takeMember(name, value, page);
    const auto entries = json.find("entry");
    if (entries != json.end() && entries->is_array()) {
      for (const auto& entry : *entries) {
        if (entry.is_object() && isMatch(entry)) ++page.matches;
        add(entry, line);
      }
    }
    take(page);
  }

  void patient(const Json& json, std::size_t line) {
    if (!sink_) {
      ++read_.records;
      return;
    }
    auto row = caseloadRowOf(json, today_);
    if (!row) return problem(line, std::move(row).error());
    row->line = line;
    row->index = ++read_.records;
    sink_(std::move(*row));
  }

  void noResource(std::size_t line) {
    problem(line, Sentence(Msgid("This is not a FHIR resource: it has no resourceType.")));
  }

  void tooOld(std::size_t line) {
    problem(line, Sentence(Msgid("This is an entry as the first version of FHIR (DSTU1) writes it, "
                                 "which is not read. Export FHIR R4.")));
  }

  /// The pages of one search may stand in one file: their results are counted together.
  void take(const BundlePage& page) {
    if (!page.isSearchset && !page.hasNext) return;
    matches_ += page.matches;
    if (page.total) total_ = std::max(total_, *page.total);
    hasNext_ = page.hasNext;
  }

  void notePages() {
    if (total_ > matches_) {
      read_.notes.emplace_back(
          Msgid("This is one page of several: it has {count} of {total} results. Bring the other "
                "pages too."),
          std::vector<Sentence::Part>{{"count", std::to_string(matches_)},
                                      {"total", std::to_string(total_)}});
    } else if (hasNext_) {
      read_.notes.emplace_back(
          Msgid("This is one page of several: it links to a next one. Bring the other pages too."));
    }
  }

  Date today_;
  const CaseloadSink& sink_;
  FhirPatients read_;
  std::int64_t matches_ = 0;
  std::int64_t total_ = 0;
  bool hasNext_ = false;  ///< of the last page
};

}  // namespace

FhirPatients readFhirPatients(std::string_view text, Date today, const CaseloadSink& sink) {
  return FileReader(today, sink).read(text);
}

}  // namespace refocus::people
