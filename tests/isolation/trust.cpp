#include "isolation/trust.hpp"

#include <stdexcept>

#include "base/fault.hpp"
#include "http/hold.hpp"
#include "people/account_admin_store.hpp"
#include "people/account_store.hpp"
#include "people/caseload_store.hpp"
#include "people/password.hpp"
#include "people/person_store.hpp"
#include "people/session.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"
#include "people/worker_store.hpp"
#include "practice/practice_store.hpp"
#include "site/frame.hpp"

namespace refocus::isolation {
namespace {

using access::Role;

// Makes one trust, step by step.
class Founding {
 public:
  Founding(const app::Gate& gate, record::Book& book, const std::string& canary,
           const std::string& nhsNumber)
      : gate_(gate), book_(book), nhsNumber_(nhsNumber) {
    trust_.canary = canary;
    trust_.id = TrustId::make(theMoment(), systemRandom());
    trust_.names["nhs-number"] = nhsNumber_;
  }

  Trust run() {
    asCommandLine([&](record::Writing& writing) { people::makeTrust(writing, trust_.canary); });
    makeTeams();
    makePeople();
    makeStaff();
    makePersonsAccount();
    talk();
    return std::move(trust_);
  }

 private:
  template <class Work>
  void asCommandLine(Work&& work) {
    book_.write(people::commandLineActor(trust_.id), [&](record::Writing& writing) {
      work(writing);
      return true;
    });
  }
  template <class IdType>
  void name(const std::string& name, const IdType& id) {
    trust_.names[name] = id.text();
  }
  template <class IdType>
  [[nodiscard]] IdType named(const std::string& name) const {
    return IdType::parse(trust_.names.at(name)).value();
  }

  void makeTeams() {
    asCommandLine([&](record::Writing& writing) {
      name("team",
           people::makeTeam(writing, trust_.canary + " North", people::KindOfTeam::psychosis));
      name("far-team",
           people::makeTeam(writing, trust_.canary + " South", people::KindOfTeam::psychosis));
    });
  }

  void makePeople() {
    asCommandLine([&](record::Writing& writing) {
      for (const std::string who : {"person", "neighbour"}) {
        people::PersonEntry entry{
            .familyName = trust_.canary, .givenNames = "Jo", .preferredName = who};
        if (who == "person") entry.nhsNumber = people::NhsNumber::parse(nhsNumber_).value();
        const PersonId id = people::makePerson(writing, entry);
        const auto place = people::addToCaseload(
            writing, {.team = named<TeamId>("team"), .person = id, .from = kFrom});
        name(who, id);
        if (who == "person") name("place", place);
      }
    });
  }

  void makeStaff() {
    makeWorker("worker", "team", people::PostRole::worker, Role::worker);
    makeWorker("leader", "team", people::PostRole::teamLeader, Role::teamLeader);
    makeWorker("far", "far-team", people::PostRole::worker, std::nullopt);
    asCommandLine([&](record::Writing& writing) {  // one who has no account yet
      name("new-worker",
           people::makeWorker(writing, trust_.canary + " new", people::Profession::nurse));
    });
    for (const Role role : {Role::administrator, Role::trainer, Role::researcher}) {
      const std::string who(access::nameOf(role));
      const AccountId account = makeAccount(who, {}, {});
      asCommandLine(
          [&](record::Writing& writing) { people::grantRole(writing, account, role, kFrom); });
      signIn(who, role, account);
    }
    nameAGrant();
  }

  void makeWorker(const std::string& who, const std::string& team, people::PostRole post,
                  std::optional<Role> role) {
    WorkerId worker;
    asCommandLine([&](record::Writing& writing) {
      worker = people::makeWorker(writing, trust_.canary + " " + who, people::Profession::nurse);
      const auto made =
          people::makePost(writing, worker, named<TeamId>(team), post, kFrom, std::nullopt);
      if (who != "worker") return;
      name("worker", worker);
      name("post", made);
    });
    signIn(who, role, makeAccount(who, worker, {}));
  }

  void makePersonsAccount() {
    signIn("person", Role::person, makeAccount("person", {}, named<PersonId>("person")));
  }

  AccountId makeAccount(const std::string& who, std::optional<WorkerId> worker,
                        std::optional<PersonId> person) {
    AccountId account;
    asCommandLine([&](record::Writing& writing) {
      account = people::makeAccount(writing, {.email = who + "@" + trust_.canary + ".example.org",
                                              .name = trust_.canary + " " + who,
                                              .secondFactor = people::SecondFactor::off,
                                              .worker = worker,
                                              .person = person})
                    .value();
      people::setPassword(writing, account, passwordHash(), "password-changed");
    });
    return account;
  }

  // Made once: hashing is dear by design.
  static const std::string& passwordHash() {
    static const std::string hash = people::PasswordHasher().hash(kPassword);
    return hash;
  }

  void signIn(const std::string& who, std::optional<Role> role, const AccountId& account) {
    const auto session =
        book_.write(people::accountActor(trust_.id, account), [](record::Writing& writing) {
          return people::startSession(writing, people::SessionStage::full, {});
        });
    trust_.visitors.push_back(
        {.name = who, .role = role, .token = session.token, .csrf = session.csrf});
    if (role == Role::trainer) name("account", account);
  }

  // A role that can be taken away: the trainer's.
  void nameAGrant() {
    const auto grants =
        book_.read(people::commandLineActor(trust_.id), [&](record::Reading& reading) {
          return people::grantsOf(reading, named<AccountId>("account"), kFrom);
        });
    trust_.names["grant"] = grants.at(0).id;
  }

  // A conversation of the worker with the person, through the pages.
  void talk() {
    trust_.names["area"] = "personal-qualities";
    const std::string person = "/people/" + trust_.names.at("person");
    press(person + "/strengths",
          {{"words", trust_.canary + " loves the sea"}, {"area", "personal-qualities"}});
    press(person + "/strengths/finish", {{"way-in", "guide"},
                                         {"happened-day", "9"},
                                         {"happened-month", "3"},
                                         {"happened-year", "2026"},
                                         {"next-step-words", trust_.canary + " walks there"}});
    nameThings();
    press(person + "/strength/" + trust_.names.at("strength") + "/action", {});
    press(person + "/strengths/guess", {{"guess-personal-qualities", trust_.canary + " guess"}});
    nameThings();
  }

  void press(const std::string& path,
             const std::vector<std::pair<std::string, std::string>>& fields) {
    http::Fields sent;
    for (const auto& [field, value] : fields) sent.add(field, value);
    const auto response = http::settled(
        gate_.answer(requestOf(trust_.visitors.at(0), http::Method::post, path, sent)));
    if (response.status != 303) {
      throw std::runtime_error(path + " was not taken: " + std::string(response.bodyText()));
    }
  }

  void nameThings() {
    const access::Actor worker{
        .account = {},
        .trust = trust_.id,
        .worker = {},
        .person = {},
        .grants = {{.role = Role::worker, .team = {}, .from = kFrom, .until = {}}}};
    book_.read(worker, [&](record::Reading& reading) {
      const auto record =
          reading.open(named<PersonId>("person"), access::Permission::readRecord, "plan-read")
              .value();
      name("conversation", practice::recorded<practice::Conversation>(reading, record).at(0).id);
      name("strength", practice::recorded<practice::Strength>(reading, record).at(0).id);
      const auto actions = practice::recorded<practice::Action>(reading, record);
      if (!actions.empty()) name("action", actions.at(0).id);
      return true;
    });
  }

  static constexpr Date kFrom{std::chrono::year{2025} / 1 / 1};
  const app::Gate& gate_;
  record::Book& book_;
  std::string nhsNumber_;
  Trust trust_;
};

}  // namespace

Trust makeTrustInUse(const app::Gate& gate, record::Book& book, const std::string& canary,
                     const std::string& nhsNumber) {
  return Founding(gate, book, canary, nhsNumber).run();
}

http::Request requestOf(const Visitor& visitor, http::Method method, const std::string& target,
                        http::Fields fields) {
  std::string body;
  if (method == http::Method::post) {
    fields.add(std::string(site::kCsrfField), visitor.csrf);
    if (!fields.has(site::kSubmissionField)) {
      static int sent = 0;
      fields.add(std::string(site::kSubmissionField), "form-" + std::to_string(++sent));
    }
    body = http::urlencoded(fields);
  }
  http::Request request = http::requestTo(method, target, body);
  request.headers.set("Cookie", "session=" + visitor.token);
  return request;
}

}  // namespace refocus::isolation
