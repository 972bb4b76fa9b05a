#include <fmt/format.h>
#include <fmt/ostream.h>

#include <filesystem>
#include <optional>
#include <ostream>

#include "app/commands.hpp"
#include "app/storage.hpp"
#include "demo/content.hpp"
#include "demo/store.hpp"
#include "people/password.hpp"
#include "practice/guide.hpp"

namespace refocus::app {
namespace {

// Printed with the sign-ins: a demonstration hides nothing.
constexpr std::string_view kPassword = "demonstration";

// The content is made for this day, so that the same seed makes the same service on any day.
constexpr Date kLastDay{std::chrono::year(2026), std::chrono::November, std::chrono::day(20)};

}  // namespace

int demo(const Settings& settings, std::uint64_t seed, std::ostream& out) {
  const auto guide =
      practice::loadStrengthsGuide(findSharedFiles(settings).guides / "strengths.toml");
  std::optional<NewKeyFile> keyFile;
  if (!std::filesystem::exists(settings.text("keys.file"))) keyFile.emplace(settings);
  Storage storage(settings, {.random = seededRandom(seed), .holding = Holding::nothing});
  if (keyFile) keyFile->keep();
  people::PasswordHasher hasher;
  const auto shown = refocus::demo::storeService(
      storage.book(), refocus::demo::demoService(seed, kLastDay, guide), hasher.hash(kPassword));
  fmt::print(out,
             "A demonstration service is made: everybody in it is invented.\n"
             "Sign in with one of these addresses and the password \"{}\":\n",
             kPassword);
  for (const refocus::demo::DemoSignIn& one : shown) {
    fmt::print(out, "  {:<44} {} ({})\n", one.email, one.name, one.trust);
  }
  return 0;
}

}  // namespace refocus::app
