// Whom a row of an import is about: somebody of the database, an earlier row of the same import,
// nobody yet, or one whom somebody has to look at. Finds who might be meant; who_is_who.hpp judges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "people/directory.hpp"
#include "people/person_store.hpp"
#include "people/who_is_who.hpp"

namespace refocus::people {

struct Match {
  enum class Who {
    nobody,
    known,       ///< `person`, whose entry `stored` is
    earlierRow,  ///< `row`
    open,        ///< somebody has to decide whether it is `person`, or who `row` is about
  };
  Who who = Who::nobody;
  std::optional<PersonId> person;
  std::optional<EntryVersion> stored;
  std::optional<std::size_t> row;
  std::optional<Msgid> why;  ///< of an open one
};

class ImportMatcher {
 public:
  ImportMatcher(record::Reading& reading, const TrustNames& names);

  [[nodiscard]] Match find(const PersonEntry& said) const;

  /// A row that was planned, with the entry that it leaves behind.
  void remember(std::size_t row, const std::optional<PersonId>& person, PersonEntry entry);
  [[nodiscard]] const PersonEntry& entryOfRow(std::size_t row) const { return entries_.at(row); }

  /// The entry without the numbers that are another's than `person`: none can be two people's.
  [[nodiscard]] PersonEntry withoutNumbersOfOthers(PersonEntry entry,
                                                   const std::optional<PersonId>& person) const;

 private:
  // People and rows found by numbers, each once.
  struct Holders {
    std::vector<PersonId> people;
    std::vector<std::size_t> rows;
  };
  // Somebody by the hash of the full name, with that of name and whole date of birth (0: no such
  // date).
  template <class Who>
  struct Alike {
    Who who;
    std::uint64_t likeness;
  };
  template <class Who>
  [[nodiscard]] static std::vector<Who> alikeIn(
      const std::unordered_multimap<std::uint64_t, Alike<Who>>& byName, const PersonEntry& said);
  void addHolder(Holders& holders, const SystemId& id) const;
  [[nodiscard]] Holders holdersOf(const PersonEntry& said, bool bare) const;
  [[nodiscard]] std::optional<Match> judged(const Holders& holders, const PersonEntry& said) const;
  [[nodiscard]] std::optional<Match> judged(const PersonId& person, const PersonEntry& said,
                                            Match::Who ifSame) const;
  [[nodiscard]] std::optional<Match> judged(std::size_t row, const PersonEntry& said) const;
  [[nodiscard]] Match alike(const PersonEntry& said) const;

  record::Reading& reading_;
  std::unordered_multimap<std::uint64_t, Alike<PersonId>> peopleByName_;
  std::unordered_multimap<std::uint64_t, Alike<std::size_t>> rowsByName_;
  std::map<NhsNumber, std::size_t> rowByNhsNumber_;
  std::map<SystemId, std::size_t> rowBySystemId_;
  std::map<PersonId, std::size_t> rowByPerson_;
  std::map<std::size_t, PersonId> personOfRow_;  // rows of those who are known
  std::map<std::size_t, PersonEntry> entries_;
};

}  // namespace refocus::people
