// Trusts, towns, streets and teams. No such trust, town or team exists.
#include <array>

#include "base/checks.hpp"
#include "demo/bank.hpp"

namespace refocus::demo {

namespace {

using enum people::KindOfTeam;
using std::string_view;

constexpr std::array kAldermereTowns = std::to_array<string_view>(
    {"Aldermere", "Wyke Quay", "Tarnhope", "St Orrin's", "Lower Hassock", "Gannet Cross"});
constexpr std::array kBrackenfordTowns = std::to_array<string_view>(
    {"Brackenford", "Millhanger", "Osmerton", "Pell Green", "High Larkham", "Sedgeby"});

constexpr std::array kTrusts = std::to_array<BankTrust>({
    {"Aldermere and Wyke Mental Health Trust", "aldermere.example.org", kAldermereTowns},
    {"Brackenford Mental Health Trust", "brackenford.example.org", kBrackenfordTowns},
});

constexpr std::array kAldermereTeams = std::to_array<BankTeam>({
    {"Aldermere North Support and Recovery", supportAndRecovery},
    {"Aldermere South Support and Recovery", supportAndRecovery},
    {"Wyke Quay Support and Recovery", supportAndRecovery},
    {"Tarnhope Support and Recovery", supportAndRecovery},
    {"Gannet Cross Support and Recovery", supportAndRecovery},
    {"Lower Hassock Support and Recovery", supportAndRecovery},
    {"Aldermere Assertive Outreach", assertiveOutreach},
    {"Wyke Assertive Outreach", assertiveOutreach},
    {"Aldermere Psychosis East", psychosis},
    {"Aldermere Psychosis West", psychosis},
    {"Wyke Psychosis", psychosis},
    {"St Orrin's Psychosis", psychosis},
    {"Aldermere Community Forensic", forensic},
    {"Aldermere Rehabilitation and Housing", other},
});

constexpr std::array kBrackenfordTeams = std::to_array<BankTeam>({
    {"Brackenford Central Recovery", supportAndRecovery},
    {"Brackenford East Recovery", supportAndRecovery},
    {"Millhanger Recovery", supportAndRecovery},
    {"Osmerton Recovery", supportAndRecovery},
    {"Sedgeby Recovery", supportAndRecovery},
    {"High Larkham Recovery", supportAndRecovery},
    {"Brackenford Assertive Outreach", assertiveOutreach},
    {"Millhanger Assertive Outreach", assertiveOutreach},
    {"Brackenford Psychosis North", psychosis},
    {"Brackenford Psychosis South", psychosis},
    {"Osmerton Psychosis", psychosis},
    {"Brackenford Community Forensic", forensic},
    {"Pell Green Early Support", other},
});

constexpr std::array kStreets = std::to_array<string_view>({
    "Alder Row",      "Anchor Steps",  "Barley Close",   "Bellfounder Street", "Candle Lane",
    "Carter's Rise",  "Cooper's Yard", "Dovecote Road",  "Ferry Terrace",      "Foundry Court",
    "Glover Street",  "Harbour View",  "Heron Walk",     "Juniper House",      "Kiln Road",
    "Lantern Street", "Mallow Drive",  "Nettle Bank",    "Orchard Parade",     "Packhorse Lane",
    "Quarry Hill",    "Ropewalk",      "Saddler's Mews", "Tollgate Road",      "Weaver's Green",
});

}  // namespace

std::span<const BankTrust> bankTrusts() { return kTrusts; }

std::span<const string_view> streets() { return kStreets; }

std::span<const BankTeam> bankTeams(std::size_t trust) {
  checkRange("trust", static_cast<std::int64_t>(trust), 0, 1);
  if (trust == 0) return kAldermereTeams;
  return kBrackenfordTeams;
}

}  // namespace refocus::demo
