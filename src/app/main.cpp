// The command line: what can be said to the program, and where each command begins.

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/log.hpp"
#include "app/settings.hpp"
#include "app/version.hpp"
#include "base/fault.hpp"
#include "base/log_text.hpp"

namespace refocus::app {
namespace {

constexpr std::string_view kSettingsFile = "refocus.toml";

// What every command understands: where its settings come from.
struct Common {
  std::string file;
  std::vector<std::string> assignments;
  std::int64_t port = -1;
};

void addCommon(CLI::App& command, Common& common) {
  command.add_option("--config", common.file,
                     "Settings file; unless given, refocus.toml here if there is one");
  command
      .add_option("--set", common.assignments, "A setting, as section.name=value; may be repeated")
      ->allow_extra_args(false);
}

Settings readSettings(const Common& common) {
  std::vector<Settings::Flag> flags;
  for (const std::string& assignment : common.assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos) {
      throw Fault(FaultCode::configuration,
                  fmt::format("--set {}: write it as section.name=value", assignment));
    }
    flags.push_back({assignment.substr(0, equals), assignment.substr(equals + 1)});
  }
  if (common.port >= 0) flags.push_back({"server.port", std::to_string(common.port)});
  std::string file = common.file;
  if (file.empty() && std::filesystem::exists(kSettingsFile)) file = kSettingsFile;
  return Settings::read(file, processEnvironment(), flags);
}

using Run = std::function<int(const Settings&)>;

// Holds what the options write into, for as long as the command runs.
class CommandLine {
 public:
  CommandLine() : program_("Refocus: software for personal recovery in mental-health services") {
    program_.require_subcommand(1);
    program_.set_version_flag("--version", std::string(kVersion));
    program_.set_help_all_flag("--help-all", "Help for all commands");
    addServe();
    addInit();
    addDemo();
    addUsers();
    addData();
    addFit();
  }

  int run(int count, char** words) {
    try {
      program_.parse(count, words);
    } catch (const CLI::ParseError& error) {
      return program_.exit(error);
    }
    if (withoutSettings_) return withoutSettings_();
    const Settings settings = readSettings(common_);
    startLog(settings.text("log.level"));
    return chosen_(settings);
  }

 private:
  CLI::App& add(CLI::App& parent, const std::string& name, const std::string& help, Run run) {
    CLI::App& command = *parent.add_subcommand(name, help);
    addCommon(command, common_);
    command.callback([this, run = std::move(run)] { chosen_ = run; });
    return command;
  }

  void addServe() {
    CLI::App& command =
        add(program_, "serve", "Serves the pages", [this](const Settings& settings) {
          if (printConfig_) {
            fmt::print(std::cout, "{}", settings.describe());
            return 0;
          }
          return serve(settings, std::cout);
        });
    command.add_option("--port", common_.port, "The port to listen on");
    command.add_flag("--print-config", printConfig_,
                     "Shows each setting and where it came from, and ends");
  }

  void addInit() {
    CLI::App& command =
        add(program_, "init", "Makes the key file, the first trust and its first administrator",
            [this](const Settings& settings) { return init(settings, first_, std::cout); });
    command.add_option("--trust", first_.trust, "Name of the trust")->required();
    command.add_option("--email", first_.email, "The administrator's e-mail address")->required();
    command.add_option("--name", first_.name, "The administrator's name")->required();
    add(program_, "settings", "Prints the settings file with every setting explained",
        [](const Settings&) {
          fmt::print(std::cout, "{}", commentedSettings());
          return 0;
        });
  }

  void addDemo() {
    CLI::App& command =
        add(program_, "demo", "Makes a demonstration service, all of it invented",
            [this](const Settings& settings) { return demo(settings, seed_, std::cout); });
    command.add_option("--seed", seed_, "The same seed makes the same service")
        ->capture_default_str();
  }

  void addUsers() {
    CLI::App& users = *program_.add_subcommand("user", "Accounts: add, reset, disable");
    users.require_subcommand(1);
    CLI::App& adding =
        add(users, "add", "Makes an account and prints a one-time link for it",
            [this](const Settings& settings) { return addUser(settings, user_, std::cout); });
    adding.add_option("--email", user_.email, "E-mail address")->required();
    adding.add_option("--name", user_.name, "Name")->required();
    adding
        .add_option("--role", user_.role, "worker, team-leader, trainer, researcher, administrator")
        ->required();
    adding.add_option("--trust", user_.trust, "Name of the trust, where there are several");
    adding.add_option("--team", user_.team, "Name of the team, for workers and team leaders");
    adding.add_option("--profession", user_.profession, "Profession, for workers and team leaders")
        ->default_val("other");
    addForAccount(users, "reset", "Prints a new one-time link: for a forgotten password",
                  resetUser);
    addForAccount(users, "disable", "Ends an account's access at once", disableUser);
    addForAccount(users, "reset-second-factor", "Lets the second factor be set up again",
                  resetSecondFactorOfUser);
  }

  void addForAccount(CLI::App& users, const std::string& name, const std::string& help,
                     int (*work)(const Settings&, const KnownUser&, std::ostream&)) {
    CLI::App& command = add(users, name, help, [this, work](const Settings& settings) {
      return work(settings, knownUser_, std::cout);
    });
    command.add_option("email", knownUser_.email, "The account's e-mail address")->required();
    command.add_option("--trust", knownUser_.trust,
                       "Name of the trust, where the address has accounts in several");
  }

  void addData() {
    CLI::App& imports = *program_.add_subcommand("import", "Brings data in");
    imports.require_subcommand(1);
    CLI::App& caseload = add(
        imports, "caseload", "Imports people from CSV or FHIR R4 Patient files",
        [this](const Settings& settings) { return importCaseload(settings, import_, std::cout); });
    caseload.add_option("files", import_.files, "Files to import")->required();
    caseload.add_option("--trust", import_.trust, "Name of the trust, where there are several");
    caseload.add_option("--team", import_.team, "The team of rows that name none");
    caseload.add_flag("--dry-run", import_.dryRun, "Shows what it would do and changes nothing");
    addForFile("backup", "Writes everything but the key file into one file; runs while serving",
               backup);
    addForFile("restore", "Reads a backup into a new, empty database of either kind", restore);
    add(program_, "verify", "Checks keys, audit chains and what they say was recorded",
        [](const Settings& settings) { return verify(settings, std::cout); });
    add(program_, "re-anchor",
        "Goes on with a database that is behind its audit anchors, and says so in the trail",
        [this](const Settings& settings) { return reanchor(settings, reason_, std::cout); })
        .add_option("--reason", reason_, "Why: stands in the trail")
        ->required();
    addSiteMap();
    add(program_, "rotate-keys", "Makes new keys and wraps the old ones anew; runs while serving",
        [](const Settings& settings) { return rotateKeys(settings, std::cout); });
  }

  void addSiteMap() {
    CLI::App& command =
        add(program_, "site-map", "Prints every route: method, path, permission and what it is for",
            [this](const Settings& settings) {
              return siteMap(settings, asJson_ ? SiteMapForm::json : SiteMapForm::text, std::cout);
            });
    command.add_flag("--json", asJson_, "As an array of JSON objects");
    command.footer(
        "Needs no database. In a path, {name} stands for one part and {name...} for the "
        "rest.");
  }

  // Statistics need no service, so no settings, no log and no database.
  void addFit() {
    CLI::App& command = *program_.add_subcommand(
        "fit",
        "Fits a linear or mixed model to a CSV file: refocus fit trial.csv 'y ~ arm + (1 | team)'");
    command.callback([this] { withoutSettings_ = [this] { return fit(fit_, std::cout); }; });
    command.add_option("file", fit_.file, "CSV file with a header; - is standard input");
    command.add_option("formula", fit_.formula, "The model, as R writes it");
    command.add_option("--family", fit_.family, "gaussian, binomial (logit), poisson (log)")
        ->capture_default_str();
    command.add_option("--gee", fit_.gee,
                       "Estimating equations for the clusters of (1 | cluster): exchangeable, "
                       "independence");
    command
        .add_option(
            "--gee-correction", fit_.geeCorrection,
            "Of their standard errors for few clusters: kc (Kauermann, Carroll), md (Mancl, "
            "DeRouen), none")
        ->capture_default_str();
    command.add_option("--quadrature", fit_.quadrature,
                       "Points of adaptive quadrature over one random effect, of families other "
                       "than gaussian; 1 is Laplace's approximation");
    command.add_flag("--ml", fit_.ml, "Maximum likelihood instead of REML");
    command
        .add_option("--df", fit_.df,
                    "Degrees of freedom: kenward-roger, satterthwaite, satterthwaite-expected, "
                    "between-within, residual; repeated, also a table by each further one")
        ->allow_extra_args(false);
    command.add_option("--robust", fit_.robust, "Also robust standard errors: cr0, cr1, cr2");
    command.add_option("--level", fit_.level, "Of intervals")->capture_default_str();
    command
        .add_option("--reference", fit_.references,
                    "column=level: the level that the others are compared with; may be repeated")
        ->allow_extra_args(false);
    command.add_option("--weights", fit_.weights,
                       "Column of weights; variances are 1/weight, or of the binomial family the "
                       "numbers of trials");
    command
        .add_option("--missing", fit_.missing,
                    "A text that says that a value is missing, beside NA and nothing; may be "
                    "repeated")
        ->allow_extra_args(false);
    command.add_option("--decimal", fit_.decimal, "Before decimals in the file: point, comma")
        ->capture_default_str();
    command.add_flag("--tests", fit_.jointTests, "Also F tests of whole terms");
    command
        .add_option("--test-type", fit_.testType,
                    "What these test of a term with interactions: treatment (its effect at the "
                    "other factors' first levels), type3 (on average over their levels)")
        ->capture_default_str();
    command
        .add_option("--means", fit_.means,
                    "Also marginal means of a factor or of a:b, and their differences; may be "
                    "repeated")
        ->allow_extra_args(false);
    command.add_option("--compare", fit_.compare,
                       "Another formula: likelihood-ratio test of the two, both by --ml");
    command.add_flag("--profile", fit_.profile, "Also profile-likelihood intervals");
    command.add_flag("--effects", fit_.effects, "Also each group's predicted effect");
    command.add_option("--residuals", fit_.residuals, "CSV file for fitted values and residuals");
    command.add_option("--json", fit_.json, "JSON into this file, - for standard output");
    command.add_flag("--stream", fit_.stream, "Does not hold the file: for very long ones");
    command.add_option("--threads", fit_.threads,
                       "That read and sum up a stream, 1 to 64; the numbers do not depend on it. "
                       "Standard: as many as there are processors, four at most");
    addFitOfTrusts(command);
  }

  // One model file, a summary from each trust, one fit: docs/formats/fit-summary.md.
  void addFitOfTrusts(CLI::App& command) {
    command.add_option("--make-model", fit_.makeModel,
                       "Makes a model file that several trusts share, and no fit");
    command.add_option("--model", fit_.model,
                       "A model file: formula, levels, references, centring");
    command.add_option("--summarise", fit_.summarise,
                       "Writes the sums of the file's rows under --model, and no fit; with "
                       "--robust those that robust standard errors need");
    command.add_option("--label", fit_.label, "Whose rows --summarise sums up: the trust's name");
    command
        .add_option("--minimum-cell", fit_.minimumCell,
                    "--summarise refuses to tell of fewer people than this")
        ->capture_default_str();
    command.add_option("--combine", fit_.combine,
                       "Fits to the rows of several summaries, in place of a file");
  }

  void addForFile(const std::string& name, const std::string& help,
                  int (*work)(const Settings&, const std::filesystem::path&, std::ostream&)) {
    CLI::App& command = add(program_, name, help, [this, work](const Settings& settings) {
      return work(settings, file_, std::cout);
    });
    command.add_option("file", file_, "The backup file")->required();
  }

  CLI::App program_;
  Common common_;
  Run chosen_;
  std::function<int()> withoutSettings_;
  bool printConfig_ = false;
  bool asJson_ = false;
  FirstAdministrator first_;
  std::uint64_t seed_ = 2026;
  NewUser user_;
  KnownUser knownUser_;
  CaseloadImport import_;
  std::filesystem::path file_;
  std::string reason_;
  FitWords fit_;
};

}  // namespace
}  // namespace refocus::app

int main(int count, char** words) {
  try {
    return refocus::app::CommandLine().run(count, words);
  } catch (const refocus::Fault& fault) {
    fmt::print(std::cerr, "refocus: {}\n", refocus::forTerminal(fault.what()));
    return 2;
  } catch (const std::exception& error) {
    fmt::print(std::cerr, "refocus: a defect of the program: {}\n",
               refocus::forTerminal(error.what()));
    return 3;
  }
}
