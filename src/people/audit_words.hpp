// Audit entries in the words of those who read the trail: who did what, about what, why. Ids stand
// behind them for whoever has to follow one thing exactly. Service users stay without names: who
// reads the trail runs the service, and needs none.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "html/html.hpp"
#include "people/people_routes.hpp"
#include "record/audit.hpp"

namespace refocus::people {

/// Reads what it needs as it is asked, from the reading that it was made with.
class AuditWords {
 public:
  AuditWords(const Words& words, record::Reading& reading, const AuditPart& part)
      : words_(words), reading_(reading), part_(part) {}

  /// The account's name, "Command line", or the id of an account that is not there.
  [[nodiscard]] std::string who(const record::AuditEntry& entry);
  /// The deed; a code that this program does not know stays as it is.
  [[nodiscard]] std::string deed(const record::AuditEntry& entry) const;
  /// What the entry names beside the record: the account's or worker's name, the team, the kind of
  /// thing and its day, how many people a list showed. Empty where there is nothing more to say.
  [[nodiscard]] std::string about(const record::AuditEntry& entry);
  /// The reason; of what was done to an account the role or rule.
  [[nodiscard]] std::string why(const record::AuditEntry& entry) const;

 private:
  [[nodiscard]] std::string accountName(const AccountId& account);
  [[nodiscard]] std::string ofId(const record::AuditEntry& entry);

  const Words& words_;
  record::Reading& reading_;
  const AuditPart& part_;
  std::map<AccountId, std::string> accounts_;
};

}  // namespace refocus::people
