#include "app/program.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/fault.hpp"
#include "base/json.hpp"
#include "people/account_pages.hpp"

namespace refocus::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAssetFolder = "/assets/";
constexpr std::string_view kPacked = ".gz";  ///< what script/web has packed beside a file

std::string readWhole(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw Fault(FaultCode::configuration, fmt::format("{} cannot be read", file.string()));
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

Assets readAssets(const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    throw Fault(FaultCode::configuration,
                fmt::format("the folder {} is missing: run script/web", folder.string()));
  }
  Assets assets;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == kPacked) continue;
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    http::Asset asset = http::makeAsset(readWhole(entry.path()), http::contentTypeOf(name));
    const fs::path packed = entry.path().string() + std::string(kPacked);
    if (fs::exists(packed)) asset.gzip = std::make_shared<const std::string>(readWhole(packed));
    assets.emplace(std::string(kAssetFolder) + name, std::move(asset));
  }
  return assets;
}

// script/web puts a hash of the content into each file's name; its manifest says which is which.
class AssetNames {
 public:
  AssetNames(const Assets& assets, const fs::path& folder) : assets_(assets) {
    const fs::path file = folder / "manifest.json";
    auto read = parseJson(readWhole(file));
    if (!read || !read->is_object()) {
      throw Fault(FaultCode::configuration, fmt::format("{} is no manifest", file.string()));
    }
    manifest_ = std::move(*read);
  }

  [[nodiscard]] std::string addressOf(std::string_view name) const {
    const auto built = manifest_.find(name);
    const auto found = built == manifest_.end() || !built->is_string()
                           ? assets_.end()
                           : assets_.find(std::string(kAssetFolder) + built->get<std::string>());
    if (found == assets_.end()) {
      throw Fault(FaultCode::configuration,
                  fmt::format("the built file {} is missing: run script/web", name));
    }
    return http::assetAddress(found->first, found->second);
  }

 private:
  const Assets& assets_;
  Json manifest_;
};

people::AccountSettings accountSettings(const Settings& settings) {
  using std::chrono::minutes;
  people::AccountSettings accounts;
  accounts.session.lifetime = minutes(settings.number("sign_in.session_minutes"));
  accounts.session.inactivity = minutes(settings.number("sign_in.idle_minutes"));
  accounts.throttle.mostByAccount = settings.number("sign_in.failures_by_account");
  accounts.throttle.mostByAddress = settings.number("sign_in.failures_by_address");
  accounts.refusedWords = settings.list("sign_in.refused_words");
  return accounts;
}

std::vector<site::NavigationItem> navigation() {
  using enum access::Permission;
  return {{Msgid("Caseload"), "/caseload", readCaseload},
          {Msgid("My plan"), "/my/plan", readOwnRecord},
          {Msgid("Administration"), "/admin", manageAccounts}};
}

}  // namespace

Program::Program(const Settings& settings, Storage& storage) : storage_(storage) {
  const SharedFiles shared = findSharedFiles(settings);
  assets_ = readAssets(shared.web);
  catalogues_ = Catalogues::load(shared.words);
  strengths_ = practice::loadStrengthsGuide(shared.guides / "strengths.toml");
  risk_ = practice::loadRiskGuide(shared.guides / "risk.toml");
  if (risk_.lacksNumbers()) {
    spdlog::warn("{} still lacks telephone numbers: fill them in for your site",
                 (shared.guides / "risk.toml").string());
  }

  const AssetNames names(assets_, shared.web);
  site::Site site{
      .book = storage.book(),
      .catalogues = catalogues_,
      .serviceName = settings.text("service.name"),
      .publicAddress = settings.text("server.public_address"),
      .assets = {.stylesheet = names.addressOf("refocus.css"),
                 .script = names.addressOf("refocus.js"),
                 .icon = names.addressOf("favicon.svg")},
      .navigation = navigation(),
      .development = settings.isOn("service.development"),
      .breakGlassFor = std::chrono::minutes(settings.number("service.break_glass_minutes"))};
  people::AccountSettings accounts = accountSettings(settings);
  site::Routes routes = everyRoute({.assets = assets_,
                                    .pageAssets = site.assets,
                                    .accounts = accounts,
                                    .directory = storage.directory(),
                                    .strengths = strengths_,
                                    .risk = risk_,
                                    .development = site.development,
                                    .imports = imports_});
  gate_ = std::make_unique<Gate>(std::move(site), std::move(routes), std::move(accounts),
                                 settings.text("service.language"),
                                 settings.number("server.requests_by_account"));
}

void Program::tidy() {
  // Longer than any session, so that a form rescued after a sign-in is still recorded once.
  constexpr std::chrono::hours kKeptFor{24 * 30};
  const Instant before = storage_.book().parts().clock().plus(-kKeptFor);
  storage_.database().write([&](database::Write& write) {
    write.run("DELETE FROM submission WHERE made_at < $1", {before});
  });
}

void Program::letGo() { imports_->letGo(storage_.book().parts().clock()); }

}  // namespace refocus::app
