// The program's commands. Each prints for people on standard output, throws Fault where it cannot
// go on, and answers the exit status.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "app/site_map.hpp"

namespace refocus::app {

/// Serves until SIGINT or SIGTERM.
int serve(const Settings& settings, std::ostream& out);

struct FirstAdministrator {
  std::string trust;
  std::string email;
  std::string name;
};
/// Makes the key file, the database, the first trust and its first administrator, and prints the
/// one-time link by which they set their password.
int init(const Settings& settings, const FirstAdministrator& first, std::ostream& out);

/// Makes a demonstration service in a new database.
int demo(const Settings& settings, std::uint64_t seed, std::ostream& out);

struct NewUser {
  std::string trust;  ///< name; may be left out where there is one trust
  std::string email;
  std::string name;
  std::string role;
  std::string team;        ///< for workers and team leaders
  std::string profession;  ///< for workers and team leaders
};
int addUser(const Settings& settings, const NewUser& user, std::ostream& out);
/// Somebody who has an account.
struct KnownUser {
  std::string email;
  std::string trust;  ///< name; may be left out where the address has one account
};
/// Prints a new one-time link.
int resetUser(const Settings& settings, const KnownUser& user, std::ostream& out);
int disableUser(const Settings& settings, const KnownUser& user, std::ostream& out);
int resetSecondFactorOfUser(const Settings& settings, const KnownUser& user, std::ostream& out);

struct CaseloadImport {
  std::vector<std::filesystem::path> files;
  std::string trust;
  std::string team;
  bool dryRun = false;
};
int importCaseload(const Settings& settings, const CaseloadImport& import, std::ostream& out);

/// Checks every key, the audit chain of every trust and what it says was made; changes nothing.
/// Exit status 1 when something does not hold.
int verify(const Settings& settings, std::ostream& out);

/// Goes on with a database that is behind or beside its audit anchors: leaves an entry with the
/// reason in each trail, and anchors it anew.
int reanchor(const Settings& settings, const std::string& reason, std::ostream& out);

int rotateKeys(const Settings& settings, std::ostream& out);

/// Prints every route; opens no database and reads no shared files.
int siteMap(const Settings& settings, SiteMapForm form, std::ostream& out);

/// What `refocus fit` was asked; words are as on the command line.
struct FitWords {
  std::string file;     ///< "-" is standard input; empty with `combine`
  std::string formula;  ///< empty with `combine`, and where `model` has it
  std::string family = "gaussian";
  std::string gee;                   ///< the working correlation; empty: a likelihood is maximised
  std::string geeCorrection = "kc";  ///< of the sandwich
  std::string quadrature;            ///< points; empty: Laplace's approximation
  bool ml = false;
  std::vector<std::string>
      df;              ///< the first one's is the main table; empty: Kenward–Roger for REML
  std::string robust;  ///< empty: none
  std::string level = "0.95";
  std::vector<std::string> references;  ///< column=level
  std::string weights;                  ///< a column, or arithmetic on columns
  std::vector<std::string> means;       ///< terms
  std::string compare;                  ///< a formula that the first contains, or that contains it
  std::string json;                     ///< where JSON goes, "-" is standard output; empty: a table
  std::string residuals;                ///< a CSV file to be written
  std::vector<std::string> missing;     ///< texts that say nothing, beside `NA`
  std::string decimal = "point";        ///< before decimals; or comma
  bool jointTests = false;
  std::string testType = "treatment";  ///< of jointTests
  bool profile = false;
  bool effects = false;
  bool stream = false;
  std::string threads;               ///< of a stream; empty: as many as processors, four at most
  std::string makeModel;             ///< a model file to be made
  std::string model;                 ///< one to fit or sum up by
  std::string summarise;             ///< a summary to be made
  std::string label;                 ///< of that summary: the trust's name
  std::string minimumCell = "5";     ///< rows that a count in it must have at least
  std::vector<std::string> combine;  ///< summaries to be fitted together
};
/// Fits a linear or generalised linear model, mixed or not, to a data file. Needs no settings.
/// Writes nothing unless it fits.
int fit(const FitWords& words, std::ostream& out);

int backup(const Settings& settings, const std::filesystem::path& file, std::ostream& out);
int restore(const Settings& settings, const std::filesystem::path& file, std::ostream& out);

}  // namespace refocus::app
