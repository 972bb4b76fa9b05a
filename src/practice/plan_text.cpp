// A plan as plain text.
#include <algorithm>

#include "base/text.hpp"
#include "practice/plan.hpp"

namespace refocus::practice {

namespace {

constexpr std::size_t kWidth = 72;

/// Lines that grow word by word; every line after an entry's first starts with its indent.
class Page {
 public:
  void blank() { text_ += '\n'; }

  void heading(std::string_view words) {
    blank();
    entry("", "", words);
    text_.append(characterCount(lastLine_), '-').append("\n");
  }

  /// The words after `first`; further lines after `indent`. Their own line breaks are kept.
  void entry(std::string_view first, std::string_view indent, std::string_view words) {
    auto start = first;
    while (true) {
      const auto end = words.find_first_of("\r\n");
      wrapped(start, indent, words.substr(0, end));
      if (end == std::string_view::npos) return;
      const bool twoBytes = words.substr(end).starts_with("\r\n");
      words.remove_prefix(end + (twoBytes ? 2 : 1));
      start = indent;
    }
  }

  std::string take() { return std::move(text_); }

 private:
  /// One line of the words. Spaces at a break go; all others stay as they are.
  void wrapped(std::string_view start, std::string_view indent, std::string_view line) {
    std::string current(start);
    bool hasWord = false;
    while (true) {
      const auto wordAt = line.find_first_not_of(' ');
      if (wordAt == std::string_view::npos) break;
      const auto wordEnd = std::min(line.find(' ', wordAt), line.size());
      const auto withSpaces = line.substr(0, wordEnd);
      if (hasWord && characterCount(current) + characterCount(withSpaces) > kWidth) {
        put(current);
        current = indent;
        current += line.substr(wordAt, wordEnd - wordAt);
      } else {
        current += withSpaces;
      }
      hasWord = true;
      line.remove_prefix(wordEnd);
    }
    put(current);
  }

  void put(std::string_view line) {
    lastLine_ = line;
    text_.append(line).append("\n");
  }

  std::string text_;
  std::string lastLine_;
};

void putStrengths(Page& page, std::string_view heading, const std::vector<PlanArea>& areas,
                  const Words& words) {
  if (areas.empty()) return;
  page.heading(heading);
  for (const auto& area : areas) {
    page.entry("", "", words.ofData(area.name));
    for (const auto& strength : area.strengths) {
      page.entry("  - ", "    ", strength.words);
      if (strength.mattersMost) page.entry("    ", "    ", words("(Matters most to me now)"));
    }
  }
}

void putActions(Page& page, std::string_view heading, const std::vector<Action>& actions,
                const Plan& plan, const Words& words) {
  if (actions.empty()) return;
  page.heading(heading);
  for (const auto& action : actions) {
    page.entry("  - ", "    ", action.focus);
    page.entry("    ", "    ", action.words);
    const auto who = responsibleText(action, plan.preferredName, words);
    page.entry("    ", "    ", words("Who: {name}", arg("name", who)));
    if (action.when) {
      page.entry("    ", "    ",
                 words("By: {day}", arg("day", longText(*action.when, words.language()))));
    }
  }
}

void putNextStep(Page& page, const Plan& plan, const Words& words) {
  if (!plan.nextStep) return;
  page.heading(words("Next step"));
  std::string_view first = "  - ";
  for (const std::string& text : stepTexts(*plan.nextStep, words)) {
    page.entry(first, "    ", text);
    first = "    ";
  }
  if (const auto& when = plan.nextStep->when) {
    page.entry("    ", "    ", words("When: {day}", arg("day", longText(*when, words.language()))));
  }
}

}  // namespace

std::string plainText(const Plan& plan, const Words& words) {
  Page page;
  page.entry("", "  ", planTitle(plan, words));
  page.entry("", "", longText(PartialDate(plan.date), words.language()));
  if (plan.isEmpty()) {
    page.blank();
    page.entry("", "", words("Nothing is on this plan yet."));
  }
  putStrengths(page, words("My strengths"), plan.now, words);
  putStrengths(page, words("What I want"), plan.wants, words);
  putStrengths(page, words("What worked before"), plan.before, words);
  putNextStep(page, plan, words);
  putActions(page, words("Actions"), plan.planned, plan, words);
  putActions(page, words("Done"), plan.done, plan, words);
  return page.take();
}

}  // namespace refocus::practice
