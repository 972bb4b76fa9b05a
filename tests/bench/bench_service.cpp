// Makes a service of any size to measure with, through the program's own stores: people with real
// keys on caseloads of 400, ten strengths conversations each, every one recorded by its worker's
// account with its audit entry. The settings are the environment's, as for the program.
//
//   bench_service PEOPLE
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.hpp"
#include "app/storage.hpp"
#include "base/fault.hpp"
#include "bench/bench_accounts.hpp"
#include "demo/bank.hpp"
#include "people/account.hpp"
#include "people/account_admin_store.hpp"
#include "people/account_store.hpp"
#include "people/caseload_store.hpp"
#include "people/password.hpp"
#include "people/person_store.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"
#include "people/worker_store.hpp"
#include "practice/practice_store.hpp"

namespace refocus::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAtOnce = 1000;  // people in one transaction
constexpr int kConversations = 10;     // of each person
constexpr Date kFirstDay{std::chrono::year(2025), std::chrono::January, std::chrono::day(6)};

template <class Items>
const auto& pick(const Items& items, std::size_t number) {
  return items[number % std::size(items)];
}

struct BenchTeam {
  TeamId id;
  access::Actor worker;
  WorkerId keyWorker;
};

class Making {
 public:
  Making(app::Storage& storage, const practice::StrengthsGuide& guide)
      : storage_(storage), guide_(guide) {}

  void make(std::size_t people) {
    makeTrust();
    const std::size_t teams = (people + kTeamSize - 1) / kTeamSize;
    for (std::size_t i = 0; i < teams; ++i) makeTeam(i);
    for (std::size_t from = 0; from < people; from += kAtOnce) {
      makePeople(from, std::min(kAtOnce, people - from));
    }
    for (int round = 0; round < kConversations; ++round) {
      for (std::size_t from = 0; from < people; from += kAtOnce) {
        talk(round, from, std::min(kAtOnce, people - from));
      }
      fmt::print("{} conversations\n", people * static_cast<std::size_t>(round + 1));
      std::fflush(stdout);
    }
  }

 private:
  template <class Work>
  void as(const access::Actor& actor, Instant when, database::Write& sql, const Work& work) {
    record::Writing writing(storage_.book().parts(), actor, sql, when);
    work(writing);
    for (record::AuditEntry& entry : writing.takeEntries()) {
      storage_.book().parts().trail.append(std::move(entry));
    }
  }

  [[nodiscard]] Instant begin() const {
    return Instant(Instant::Milliseconds(std::chrono::sys_days(kFirstDay)));
  }

  void makeTrust() {
    trust_ = TrustId::make(begin(), systemRandom());
    storage_.database().write([&](database::Write& sql) {
      as(people::commandLineActor(trust_), begin(), sql,
         [](record::Writing& writing) { people::makeTrust(writing, "Bench Trust"); });
    });
  }

  void makeTeam(std::size_t number) {
    storage_.database().write([&](database::Write& sql) {
      as(people::commandLineActor(trust_), begin(), sql, [&](record::Writing& writing) {
        BenchTeam team{.id = people::makeTeam(writing, fmt::format("Team {:04}", number),
                                              people::KindOfTeam::supportAndRecovery),
                       .worker = {},
                       .keyWorker = {}};
        const auto role = access::Role::worker;
        team.keyWorker = people::makeWorker(writing, fmt::format("Worker {:04}", number),
                                            people::Profession::nurse);
        people::makePost(writing, team.keyWorker, team.id, people::PostRole::worker, kFirstDay);
        const auto account =
            people::makeAccount(writing, {.email = emailOf(number),
                                          .name = fmt::format("Worker {:04}", number),
                                          .secondFactor = people::SecondFactor::off,
                                          .worker = team.keyWorker});
        if (!account) throw Fault(FaultCode::internal, account.error().in(Words()));
        if (number < kSignIns) {
          people::setPassword(writing, *account, passwordHash_, "password-set-by-link");
        }
        team.worker = {.account = *account,
                       .trust = trust_,
                       .worker = team.keyWorker,
                       .person = {},
                       .grants = {{role, team.id, kFirstDay, std::nullopt}}};
        teams_.push_back(team);
      });
    });
  }

  void makePeople(std::size_t from, std::size_t count) {
    const auto backgrounds = demo::backgrounds();
    std::vector<people::PersonEntry> entries;
    for (std::size_t i = from; i < from + count; ++i) {
      const auto& background = pick(backgrounds, i);
      const std::string_view given = pick(background.women, i / 7);
      entries.push_back({.familyName = std::string(pick(background.families, i / 3)),
                         .givenNames = std::string(given.substr(0, given.find('/'))),
                         .birthDate = PartialDate(std::chrono::year(1950 + int(i % 50))),
                         .phone = "01632 960123",
                         .address = "1 Example Street\nExampleton"});
    }
    storage_.database().write([&](database::Write& sql) {
      as(people::commandLineActor(trust_), begin(), sql, [&](record::Writing& writing) {
        const auto made = people::makePeople(writing, entries);
        std::vector<people::NewPlace> places;
        for (const PersonId& person : made) {
          const BenchTeam& team = teams_.at(people_.size() / kTeamSize);
          places.push_back({.team = team.id,
                            .person = person,
                            .keyWorker = team.keyWorker,
                            .from = kFirstDay,
                            .until = std::nullopt});
          people_.push_back(person);
        }
        people::addToCaseload(writing, places);
      });
    });
  }

  // Everybody talks every eight weeks, so that what is stored lies in the order of time.
  void talk(int round, std::size_t from, std::size_t count) {
    const Instant when = begin().plus(round * 24h * 56).plus(from * 100ms);
    storage_.database().write([&](database::Write& sql) {
      for (std::size_t i = from; i < from + count; ++i) {
        const BenchTeam& team = teams_.at(i / kTeamSize);
        as(team.worker, when.plus((i - from) * 100ms), sql, [&](record::Writing& writing) {
          const auto record =
              writing.open(people_.at(i), access::Permission::writeRecord, "strengths-recorded");
          storeConversation(writing, record.value(), i * kConversations + std::size_t(round));
        });
      }
    });
  }

  void storeConversation(record::Writing& writing, const record::PersonRecord& record,
                         std::size_t number) const {
    const practice::Area& area = pick(guide_.areas, number);
    const practice::Strength strength{.area = area.ref(),
                                      .kind = pick(practice::kStrengthKinds, number).first,
                                      .words = wordsOf(number),
                                      .tags = {practice::Tag::individual},
                                      .mattersMost = number % 5 == 0};
    const auto made = practice::add(writing, record, strength);
    if (number % 3 == 0)
      practice::add(writing, record, practice::actionFrom(strength, made, guide_));
    practice::Conversation talked{.happened = PartialDate(londonDate(writing.now())),
                                  .nextStep = {}};
    talked = practice::withMade(std::move(talked), made, strength.area);
    talked.state = practice::ConversationState::finished;
    talked.nextStep = practice::NextStep{
        .offered = {}, .words = std::string(pick(demo::bankNextSteps(), number)), .when = {}};
    practice::add(writing, record, talked);
  }

  // Some words of a person's, longer and shorter.
  static std::string wordsOf(std::size_t number) {
    const auto bank = demo::strengthsThereNow();
    std::string words(pick(bank, number * 31).words);
    if (number % 4 == 0) words += fmt::format(" {}", pick(bank, number * 17).words);
    return words;
  }

  app::Storage& storage_;
  const practice::StrengthsGuide& guide_;
  std::string passwordHash_ = people::PasswordHasher().hash(kPassword);
  TrustId trust_;
  std::vector<BenchTeam> teams_;
  std::vector<PersonId> people_;
};

}  // namespace
}  // namespace refocus::bench

int main(int count, char** words) {
  using namespace refocus;
  const std::string_view wanted = count == 2 ? words[1] : "";
  std::size_t people = 0;
  std::from_chars(wanted.data(), wanted.data() + wanted.size(), people);
  if (people == 0) {
    fmt::print(stderr, "usage: bench_service PEOPLE\n");
    return 2;
  }
  try {
    const auto settings = app::Settings::read({}, app::processEnvironment(), {});
    app::makeKeyFile(settings);
    app::Storage storage(settings, {.holding = app::Holding::nothing});
    const auto guide =
        practice::loadStrengthsGuide(app::findSharedFiles(settings).guides / "strengths.toml");
    bench::Making(storage, guide).make(people);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_service: {}\n", error.what());
    return 1;
  }
}
