// What can be done that leaves an audit entry: each deed's code, as it is stored, chained and
// exported, and its plain words for those who read the trail. One table for all rooms. A code that
// the table does not have does not compile, so that nothing is in the trail that has no words.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/words.hpp"

namespace refocus::record {

struct DeedRow {
  std::string_view code;
  Msgid words;  ///< what the one named under "Who" did
};

inline constexpr std::array kDeeds{
    // Signing in.
    DeedRow{"signed-in", Msgid("Signed in")},
    DeedRow{"sign-in-failed", Msgid("Wrong password at sign-in")},
    DeedRow{"code-refused", Msgid("Wrong code at sign-in")},
    DeedRow{"password-refused", Msgid("Wrong password on a page that asks for it again")},
    DeedRow{"signed-out", Msgid("Signed out")},
    DeedRow{"signed-out-everywhere", Msgid("Signed out on all devices")},
    // One's own account.
    DeedRow{"account-details-changed", Msgid("Changed their own name or language")},
    DeedRow{"password-changed", Msgid("Changed their password")},
    DeedRow{"password-set-by-link", Msgid("Set a password with a one-time link")},
    DeedRow{"second-factor-set-up", Msgid("Set up a second factor")},
    DeedRow{"recovery-codes-made", Msgid("Made new recovery codes")},
    DeedRow{"recovery-code-used", Msgid("Used a recovery code to sign in")},
    DeedRow{"recovery-code-refused", Msgid("Wrong recovery code at sign-in")},
    // Accounts.
    DeedRow{"account-made", Msgid("Made an account")},
    DeedRow{"account-disabled", Msgid("Disabled an account")},
    DeedRow{"account-enabled", Msgid("Enabled an account")},
    DeedRow{"one-time-link-made", Msgid("Made a one-time link for an account")},
    DeedRow{"second-factor-reset", Msgid("Reset the second factor of an account")},
    DeedRow{"second-factor-rule-set", Msgid("Said whether an account needs a second factor")},
    DeedRow{"role-given", Msgid("Gave a role to an account")},
    DeedRow{"role-ended", Msgid("Took a role from an account")},
    // The trust, its teams and workers.
    DeedRow{"trust-made", Msgid("Made the trust")},
    DeedRow{"team-made", Msgid("Made a team")},
    DeedRow{"team-changed", Msgid("Changed a team")},
    DeedRow{"worker-made", Msgid("Added a worker")},
    DeedRow{"worker-changed", Msgid("Changed a worker’s name or profession")},
    DeedRow{"post-made", Msgid("Put a worker in post")},
    DeedRow{"post-ended", Msgid("Set the last day of a post")},
    // Caseloads and people's entries.
    DeedRow{"caseload-read", Msgid("Looked at a caseload")},
    DeedRow{"caseload-dates-read", Msgid("Looked at the dates on a caseload")},
    DeedRow{"caseload-added", Msgid("Put a person on a caseload")},
    DeedRow{"caseload-changed", Msgid("Changed a place on a caseload")},
    DeedRow{"import-planned", Msgid("Looked at what an import would do")},
    DeedRow{"caseload-imported", Msgid("Imported a caseload")},
    DeedRow{"nhs-number-found", Msgid("Found a person by NHS number")},
    DeedRow{"people-searched", Msgid("Searched for a person to move something to")},
    DeedRow{"person-made", Msgid("Added a person")},
    DeedRow{"person-read", Msgid("Looked at a person’s page")},
    DeedRow{"person-erased", Msgid("Erased a person’s record")},
    DeedRow{"entry-read", Msgid("Looked at a person’s details to change them")},
    DeedRow{"entry-write", Msgid("Opened a person’s details to save a change")},
    DeedRow{"entry-changed", Msgid("Changed a person’s details")},
    DeedRow{"entry-compared", Msgid("Looked at a person’s details beside a file’s")},
    DeedRow{"entry-named", Msgid("Looked at whose record it is")},
    DeedRow{"entry-put-back", Msgid("Put earlier details of a person back")},
    DeedRow{"entry-history", Msgid("Looked at earlier details of a person")},
    // Records opened, or not, from outside the person's teams.
    DeedRow{"record-refused", Msgid("Was not let into a record")},
    DeedRow{"glass-broken", Msgid("Opened a record from outside its teams")},
    DeedRow{"break-glass-list", Msgid("Looked at who opened records from outside")},
    // Strengths.
    DeedRow{"strengths-read", Msgid("Looked at a conversation about strengths")},
    DeedRow{"strengths-area-read", Msgid("Looked at one area of a conversation")},
    DeedRow{"strengths-prompts-read",
            Msgid("Looked at the prompts for when nothing comes to mind")},
    DeedRow{"strengths-recorded", Msgid("Recorded what was said about strengths")},
    DeedRow{"strengths-finish-read", Msgid("Looked at the end of a conversation")},
    DeedRow{"strengths-finished", Msgid("Finished a conversation about strengths")},
    DeedRow{"strength-read", Msgid("Looked at a strength")},
    DeedRow{"strength-changed", Msgid("Changed a strength")},
    DeedRow{"strength-history", Msgid("Looked at earlier versions of a strength")},
    DeedRow{"guess-read", Msgid("Looked at their own private guess")},
    DeedRow{"guess-saved", Msgid("Saved a private guess")},
    DeedRow{"conversation-read", Msgid("Looked at an earlier conversation")},
    DeedRow{"conversation-reopened", Msgid("Opened a finished conversation again")},
    DeedRow{"conversation-moved", Msgid("Moved a conversation to another record")},
    DeedRow{"thing-moved", Msgid("Moved something to another record")},
    // Actions and the plan.
    DeedRow{"action-read", Msgid("Looked at an action")},
    DeedRow{"action-form-read", Msgid("Looked at the form for a new action")},
    DeedRow{"action-made", Msgid("Added an action to the plan")},
    DeedRow{"action-changed", Msgid("Changed an action")},
    DeedRow{"action-history", Msgid("Looked at earlier versions of an action")},
    DeedRow{"plan-read", Msgid("Looked at the plan")},
    DeedRow{"own-plan-read", Msgid("Looked at their own plan")},
    // The trail and the database.
    DeedRow{"audit-read", Msgid("Looked at the audit trail")},
    DeedRow{"audit-saved", Msgid("Saved the audit trail as a file")},
    DeedRow{"restored", Msgid("Restored the database from a backup")},
    DeedRow{"anchored-anew", Msgid("Took the database as it stood, against the trail’s anchor")},
};

namespace detail {

/// Not constexpr: reaching it while compiling is the error, and its name the message.
void thisDeedHasNoRowInTheTable();

}  // namespace detail

/// A deed of the table, written as its code: `note("plan-read")`.
class Deed {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): the code is how a deed is written.
  consteval Deed(const char* code) : code_(code) {
    for (const DeedRow& row : kDeeds) {
      if (row.code == code_) return;
    }
    detail::thisDeedHasNoRowInTheTable();
  }
  [[nodiscard]] constexpr std::string_view code() const { return code_; }

 private:
  std::string_view code_;
};

/// The words for a stored code; nothing for one that an older or newer program wrote.
[[nodiscard]] constexpr std::optional<Msgid> wordsOfDeed(std::string_view code) {
  for (const DeedRow& row : kDeeds) {
    if (row.code == code) return row.words;
  }
  return std::nullopt;
}

}  // namespace refocus::record
