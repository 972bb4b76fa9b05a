#include "app/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/web_address.hpp"
#include "base/fault.hpp"

namespace refocus::app {
namespace {

using testing::HasSubstr;

class SettingsFile : public testing::Test {
 protected:
  void SetUp() override {
    const auto* about = testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        std::filesystem::temp_directory_path() / ("refocus-settings-" + std::string(about->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& text) {
    const auto file = folder_ / "refocus.toml";
    std::ofstream(file) << text;
    return file;
  }
  std::string refusalOf(const std::string& text) {
    try {
      (void)Settings::read(write(text), nothingSet, {});
    } catch (const Fault& fault) {
      EXPECT_EQ(fault.code(), FaultCode::configuration);
      return fault.what();
    }
    return "was taken";
  }
  static std::optional<std::string> nothingSet(const std::string&) { return std::nullopt; }

 private:
  std::filesystem::path folder_;
};

TEST_F(SettingsFile, FlagsWinOverTheEnvironmentAndThatOverTheFile) {
  const auto file = write("[server]\nport = 1001\nworkers = 2\naddress = \"::1\"\n");
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "REFOCUS_SERVER_PORT") return "1002";
    if (name == "REFOCUS_SERVER_WORKERS") return "3";
    return std::nullopt;
  };
  const std::vector<Settings::Flag> flags{{"server.port", "1003"}};
  const Settings settings = Settings::read(file, environment, flags);
  EXPECT_EQ(settings.number("server.port"), 1003);
  EXPECT_EQ(settings.number("server.workers"), 3);
  EXPECT_EQ(settings.text("server.address"), "::1");
  EXPECT_EQ(settings.text("service.name"), "Refocus");
}

TEST_F(SettingsFile, AnUnknownKeyStopsWithFileLineAndWhatThereIs) {
  const std::string why = refusalOf("[server]\n\nprot = 8080\n");
  EXPECT_THAT(why, HasSubstr("refocus.toml, line 3"));
  EXPECT_THAT(why, HasSubstr("server.prot"));
  EXPECT_THAT(why, HasSubstr("server.port"));
}

TEST_F(SettingsFile, ABadValueStopsWithFileLineAndWhatIsAllowed) {
  EXPECT_THAT(refusalOf("[server]\nport = 70000\n"), HasSubstr("from 0 to 65535"));
  EXPECT_THAT(refusalOf("[server]\nport = \"eighty\"\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusalOf("[log]\nlevel = \"loud\"\n"), HasSubstr("debug, info, warning, error"));
  EXPECT_THAT(refusalOf("[service]\ndevelopment = 1\n"), HasSubstr("true or false"));
  EXPECT_THAT(refusalOf("server = 3\n"), HasSubstr("line 1"));
  EXPECT_THAT(refusalOf("[server\n"), HasSubstr("line 1"));
}

TEST_F(SettingsFile, ThePublicAddressIsHttpsAndNothingAfterIt) {
  const auto with = [](const std::string& address) {
    return "[server]\npublic_address = \"" + address + "\"\n";
  };
  for (const std::string right :
       {"https://refocus.example.nhs.uk", "https://refocus.example.nhs.uk:8443",
        "https://192.0.2.7", "https://[2001:db8::1]:8443", "http://localhost:8080",
        "http://127.0.0.1:8080", "http://[::1]:8080", ""}) {
    EXPECT_EQ(refusalOf(with(right)), "was taken") << right;
  }
  for (const std::string wrong :
       {"refocus.example.nhs.uk", "http://refocus.example.nhs.uk", "https://refocus.example/",
        "https://refocus.example/path", "https://refocus.example?x=1", "https://refocus.example#x",
        "https://name:word@refocus.example", "https://refocus.example:0",
        "https://refocus.example:70000", "https://refocus.example:", "https://", "https://-a.uk",
        "https://a..uk", "https://a b.uk", "ftp://refocus.example", "http://127.evil.example",
        "https://[refocus]", "http://localhost.evil.example"}) {
    EXPECT_THAT(refusalOf(with(wrong)), HasSubstr("https:// and a name")) << wrong;
  }
}

TEST_F(SettingsFile, LinksThatCommandsPrintBeginWithThePublicAddress) {
  const auto baseWith = [](const std::vector<Settings::Flag>& flags) {
    return linkBase(Settings::read({}, nothingSet, flags));
  };
  EXPECT_EQ(baseWith({{"server.public_address", "https://refocus.example"}}),
            "https://refocus.example");
  EXPECT_EQ(baseWith({{"server.port", "8081"}}), "http://127.0.0.1:8081");
  EXPECT_EQ(baseWith({{"server.address", "::1"}}), "http://[::1]:8080");
}

TEST_F(SettingsFile, HowLongABrokenGlassStaysOpenIsBounded) {
  const auto with = [](const std::string& minutes) {
    return "[service]\nbreak_glass_minutes = " + minutes + "\n";
  };
  EXPECT_EQ(refusalOf(with("5")), "was taken");
  EXPECT_EQ(refusalOf(with("480")), "was taken");
  for (const std::string wrong : {"4", "481", "0", "-60"}) {
    EXPECT_THAT(refusalOf(with(wrong)), HasSubstr("from 5 to 480")) << wrong;
  }
}

TEST_F(SettingsFile, AMissingFileIsSaidSo) {
  EXPECT_THROW((void)Settings::read("/nowhere/refocus.toml", nothingSet, {}), Fault);
}

TEST_F(SettingsFile, ListsAreReadFromTheFileAndFromTheEnvironmentAlike) {
  const auto file = write("[server]\ntrusted_proxies = [\"10.0.0.1\", \"fd00::/8\"]\n");
  const Settings fromFile = Settings::read(file, nothingSet, {});
  const std::vector<std::string> expected{"10.0.0.1", "fd00::/8"};
  EXPECT_EQ(fromFile.list("server.trusted_proxies"), expected);
  const std::vector<Settings::Flag> flags{{"server.trusted_proxies", "10.0.0.1, fd00::/8"}};
  EXPECT_EQ(Settings::read({}, nothingSet, flags).list("server.trusted_proxies"), expected);
}

TEST_F(SettingsFile, EachValueSaysWhereItCameFrom) {
  const auto file = write("[server]\nport = 1001\n");
  const std::string described = Settings::read(file, nothingSet, {}).describe();
  EXPECT_THAT(described, testing::ContainsRegex("server.port += 1001 .*refocus.toml, line 2"));
  EXPECT_THAT(described, testing::ContainsRegex("log.level += info .*standard value"));
}

TEST_F(SettingsFile, TheCommentedFileIsTheManualInTheRepository) {
  std::ostringstream manual;
  manual << std::ifstream("docs/refocus.toml").rdbuf();
  EXPECT_EQ(manual.str(), commentedSettings());
}

TEST_F(SettingsFile, TheCommentedFileReadsBackWithItsCommentsTakenAway) {
  std::string text;
  std::istringstream lines(commentedSettings());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ") && line.find(" = ") != std::string::npos &&
        line.find("REFOCUS_") == std::string::npos) {
      line.erase(0, 2);
    }
    text += line + "\n";
  }
  const Settings settings = Settings::read(write(text), nothingSet, {});
  for (const SettingRow& row : settingRows()) {
    EXPECT_EQ(settings.text(row.key), row.standard) << row.key;
  }
}

}  // namespace
}  // namespace refocus::app
