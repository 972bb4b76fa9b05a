#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <functional>
#include <ostream>
#include <vector>

#include "access/role.hpp"
#include "app/commands.hpp"
#include "app/storage.hpp"
#include "app/trust_choice.hpp"
#include "app/web_address.hpp"
#include "base/fault.hpp"
#include "people/account_admin_store.hpp"
#include "people/one_time_link_store.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"
#include "people/worker_store.hpp"

namespace refocus::app {
namespace {

using access::Role;

Role roleOf(const std::string& name) {
  const auto role = access::roleNamed(name);
  if (role && *role != Role::person) return *role;
  throw Fault(FaultCode::invalid,
              fmt::format("--role may not be \"{}\"; allowed are worker, team-leader, trainer, "
                          "researcher, administrator",
                          name));
}

people::Profession professionOf(const std::string& name) {
  if (const auto profession = people::professionNamed(name)) return *profession;
  std::vector<std::string_view> names;
  for (const people::Profession each : people::allProfessions()) {
    names.push_back(people::nameOf(each));
  }
  throw Fault(FaultCode::invalid, fmt::format("--profession may not be \"{}\"; allowed are {}",
                                              name, fmt::join(names, ", ")));
}

people::Team teamOf(record::Writing& writing, const std::string& name) {
  if (const auto team = people::teamNamed(writing, name)) return *team;
  std::vector<std::string> names;
  for (const people::Team& team : people::teams(writing)) names.push_back(team.name);
  if (names.empty()) {
    throw Fault(FaultCode::notFound,
                "there are no teams yet, so nobody can be put in one: an administrator makes them "
                "in the browser, under Administration, Teams, Add a team");
  }
  throw Fault(FaultCode::notFound,
              fmt::format("--team may not be \"{}\"; there are: {}", name, fmt::join(names, ", ")));
}

// Workers and team leaders get their role from a post in a team.
WorkerId makeWorkerInPost(record::Writing& writing, const NewUser& user, Role role) {
  const people::Team team = teamOf(writing, user.team);
  const WorkerId worker = people::makeWorker(writing, user.name, professionOf(user.profession));
  people::makePost(
      writing, worker, team.id,
      role == Role::teamLeader ? people::PostRole::teamLeader : people::PostRole::worker,
      londonDate(writing.now()));
  return worker;
}

std::string makeUser(record::Writing& writing, const NewUser& user) {
  const Role role = roleOf(user.role);
  const bool fromPost = !people::isGrantable(role);
  people::NewAccount account{.email = user.email, .name = user.name};
  if (fromPost) account.worker = makeWorkerInPost(writing, user, role);
  const auto made = people::makeAccount(writing, account);
  if (!made) throw Fault(FaultCode::invalid, made.error().in(Words()));
  if (!fromPost) people::grantRole(writing, *made, role, londonDate(writing.now()));
  return people::makeOneTimeLink(writing, *made);
}

void printLink(std::ostream& out, const Settings& settings, const std::string& email,
               const std::string& token) {
  fmt::print(out,
             "{} sets a password by this link, once, within a day:\n"
             "  {}{}\n",
             email, linkBase(settings), people::linkPath(token));
  if (settings.text("server.public_address").empty()) {
    fmt::print(out,
               "(server.public_address is not set: put the address that users know in place of "
               "the first part)\n");
  }
}

struct FoundAccount {
  people::Trust trust;
  AccountId account;
};

// The accounts of an address, one a trust at most.
std::vector<FoundAccount> accountsOf(Storage& storage, const KnownUser& user) {
  const auto trusts =
      user.trust.empty()
          ? storage.database().read([](database::Read& read) { return people::trusts(read); })
          : std::vector{chooseTrust(storage, user.trust)};
  std::vector<FoundAccount> found;
  for (const people::Trust& trust : trusts) {
    const auto account = storage.book().read(
        people::commandLineActor(trust.id),
        [&](record::Reading& reading) { return people::findAccountByEmail(reading, user.email); });
    if (account) found.push_back({trust, *account});
  }
  return found;
}

void withAccount(Storage& storage, const KnownUser& user,
                 const std::function<void(record::Writing&, const AccountId&)>& change) {
  const auto found = accountsOf(storage, user);
  if (found.empty()) {
    throw Fault(FaultCode::notFound, fmt::format("no account has the address {}", user.email));
  }
  if (found.size() > 1) {
    std::vector<std::string> names;
    for (const FoundAccount& one : found) names.push_back(one.trust.name);
    throw Fault(FaultCode::invalid,
                fmt::format("{} has an account in several trusts: say which with --trust; there "
                            "are: {}",
                            user.email, fmt::join(names, ", ")));
  }
  storage.book().write(people::commandLineActor(found.front().trust.id),
                       [&](record::Writing& writing) {
                         change(writing, found.front().account);
                         return true;
                       });
}

}  // namespace

int init(const Settings& settings, const FirstAdministrator& first, std::ostream& out) {
  NewKeyFile keyFile(settings);
  Storage storage(settings, {.holding = Holding::nothing});
  keyFile.keep();
  fmt::print(out,
             "The key file is {}.\n"
             "  Copy it now to a safe place that is not where backups go. Without it nobody, we\n"
             "  neither, can ever again read what is encrypted. Whoever has it and a backup can\n"
             "  read everything.\n",
             settings.text("keys.file"));
  const auto trust = TrustId::make(systemClock()(), systemRandom());
  const std::string token =
      storage.book().write(people::commandLineActor(trust), [&](record::Writing& writing) {
        people::makeTrust(writing, first.trust);
        return makeUser(writing, {.trust = first.trust,
                                  .email = first.email,
                                  .name = first.name,
                                  .role = std::string(access::nameOf(Role::administrator))});
      });
  fmt::print(out, "The trust {} is made.\n", first.trust);
  printLink(out, settings, first.email, token);
  return 0;
}

int addUser(const Settings& settings, const NewUser& user, std::ostream& out) {
  Storage storage(settings, {});
  const people::Trust trust = chooseTrust(storage, user.trust);
  const std::string token =
      storage.book().write(people::commandLineActor(trust.id),
                           [&](record::Writing& writing) { return makeUser(writing, user); });
  printLink(out, settings, user.email, token);
  return 0;
}

int resetUser(const Settings& settings, const KnownUser& user, std::ostream& out) {
  Storage storage(settings, {});
  std::string token;
  withAccount(storage, user, [&](record::Writing& writing, const AccountId& account) {
    token = people::makeOneTimeLink(writing, account);
  });
  printLink(out, settings, user.email, token);
  return 0;
}

int disableUser(const Settings& settings, const KnownUser& user, std::ostream& out) {
  Storage storage(settings, {});
  withAccount(storage, user, people::disableAccount);
  fmt::print(out, "{} can no longer sign in; all their sessions have ended.\n", user.email);
  return 0;
}

int resetSecondFactorOfUser(const Settings& settings, const KnownUser& user, std::ostream& out) {
  Storage storage(settings, {});
  withAccount(storage, user, people::resetSecondFactor);
  fmt::print(out, "{} sets up the second factor again at the next sign-in.\n", user.email);
  return 0;
}

}  // namespace refocus::app
