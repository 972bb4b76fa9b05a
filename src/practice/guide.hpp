// The guide to talking about strengths, and a site's text for when someone tells of a risk. Both
// are files that a site edits without a rebuild (guides/strengths.toml, guides/risk.toml). The
// program knows no life area by name: an area is a key of the guide, and what was recorded under an
// area that the guide no longer has is shown under the name it had then.
//
// Reading throws Fault(configuration) with file, line, what is wrong and what is allowed; a guide
// that was read is complete.
#pragma once

#include <compare>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "practice/named.hpp"

namespace refocus::practice {

/// What a guide's areas, prompts and next steps are known by: a small letter, then small letters,
/// digits and hyphens; at most 40. Stored with what is recorded, so a site keeps a key when it
/// changes a name.
class GuideKey {
 public:
  [[nodiscard]] static std::optional<GuideKey> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  auto operator<=>(const GuideKey&) const = default;

 private:
  explicit GuideKey(std::string_view text) : text_(text) {}
  std::string text_;
};

/// An area as it was called when something was recorded under it.
struct AreaRef {
  GuideKey key;
  std::string name;
  auto operator<=>(const AreaRef&) const = default;
};

/// What a strength speaks of: what is there now, what the person wants, what worked before.
enum class StrengthKind { now, wants, before };
inline constexpr Names<StrengthKind, 3> kStrengthKinds{
    {{StrengthKind::now, "now"}, {StrengthKind::wants, "wants"}, {StrengthKind::before, "before"}}};

/// How a conversation is led. The last three are a site's choice.
enum class WayIn {
  guide,      ///< area by area, with the guide's questions
  open,       ///< no questions but the person's own lead
  narrative,  ///< a life story, in the person's order
  visual,     ///< a map or a drawing
};
inline constexpr Names<WayIn, 4> kWaysIn{{{WayIn::guide, "guide"},
                                          {WayIn::open, "open"},
                                          {WayIn::narrative, "narrative"},
                                          {WayIn::visual, "visual"}}};

struct Area {
  GuideKey key;
  std::string name;
  std::string description;
  std::string now;                    ///< the question: what is there now?
  std::string wants;                  ///< the question: what do you want?
  std::string before;                 ///< the question: what worked before?
  std::vector<std::string> examples;  ///< for people who are unsure what counts

  [[nodiscard]] const std::string& question(StrengthKind kind) const;
  [[nodiscard]] AreaRef ref() const { return {key, name}; }
};

/// One thing to try when nothing comes to mind.
struct Prompt {
  GuideKey key;
  std::string title;
  std::string words;
};

/// A next step that the page offers.
struct OfferedStep {
  GuideKey key;
  std::string words;
  bool asksForDate = false;
};

struct OfferedWayIn {
  WayIn way;
  std::string name;
  std::string description;
};

struct StrengthsGuide {
  std::string title;
  std::vector<std::string> purpose;  ///< paragraphs: why we ask, in plain words
  std::string copy;                  ///< that the person keeps a copy and may change it
  std::string shortQuestion;         ///< the one to ask when there is little time
  std::vector<OfferedWayIn> waysIn;
  std::vector<Area> areas;
  std::string nothingTitle;  ///< what to press when nothing comes to mind
  std::string nothingWords;
  std::vector<Prompt> prompts;
  std::string nextStepQuestion;
  std::vector<OfferedStep> nextSteps;

  [[nodiscard]] const Area* area(const GuideKey& key) const;
  [[nodiscard]] const Prompt* prompt(const GuideKey& key) const;
  [[nodiscard]] const OfferedStep* nextStep(const GuideKey& key) const;
  [[nodiscard]] bool offers(WayIn way) const;
  /// What to call an area now: the guide's name for its key, else the name it was stored with.
  [[nodiscard]] const std::string& nameOf(const AreaRef& area) const;
  /// Where an area stands in the guide; areas that it no longer has come last.
  [[nodiscard]] std::size_t placeOf(const GuideKey& key) const;
};

struct RiskCall {
  std::string who;
  std::string when;
  std::optional<std::string> number;  ///< nothing: the site has not filled it in yet
};

struct RiskGuide {
  std::string title;
  std::vector<std::string> words;  ///< paragraphs
  std::vector<RiskCall> calls;

  /// Whether a number is still missing, which the page and the start of the server say.
  [[nodiscard]] bool lacksNumbers() const;
};

/// `file` is what messages call the text.
[[nodiscard]] StrengthsGuide readStrengthsGuide(std::string_view text, std::string_view file);
[[nodiscard]] RiskGuide readRiskGuide(std::string_view text, std::string_view file);

/// The same from a file of at most 256 KiB; a file that cannot be read is Fault(configuration) too.
[[nodiscard]] StrengthsGuide loadStrengthsGuide(const std::filesystem::path& file);
[[nodiscard]] RiskGuide loadRiskGuide(const std::filesystem::path& file);

}  // namespace refocus::practice
