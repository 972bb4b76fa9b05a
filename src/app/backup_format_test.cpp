#include "app/backup_format.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/fault.hpp"
#include "support/test_database.hpp"

namespace refocus::app {
namespace {

TEST(BackupValue, ComesBackAsItWas) {
  const Bytes bytes{0, 255};
  Bytes written;
  for (const database::Param& value : std::vector<database::Param>{
           nullptr, std::numeric_limits<std::int64_t>::min(), -0.1, "ŷ", bytes, ""}) {
    appendValue(written, value);
  }
  ValueReader values(written);
  EXPECT_TRUE(std::holds_alternative<std::nullptr_t>(values.next().value()));
  EXPECT_EQ(values.integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(std::get<double>(values.next().value()), -0.1);
  EXPECT_EQ(values.text(), "ŷ");
  const auto back = values.bytes();
  EXPECT_EQ(Bytes(back.begin(), back.end()), bytes);
  EXPECT_EQ(values.text(), "");
  EXPECT_TRUE(values.atEnd());
}

TEST(BackupValue, IsWrittenAsTheFormatsDocumentSays) {
  Bytes written;
  appendValue(written, -2);
  appendValue(written, 1.0);
  appendValue(written, "ab");
  EXPECT_EQ(toHex(written),
            "69fffffffffffffffe"
            "643ff0000000000000"
            "74000000026162");
}

TEST(BackupValue, CutOffIsFound) {
  Bytes whole;
  appendValue(whole, "some words");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ValueReader values(ByteView(whole).first(size));
    EXPECT_THROW(static_cast<void>(values.text()), Fault) << size;
  }
}

TEST(BackupValue, OfAnotherTypeThanAskedForIsFound) {
  Bytes written;
  appendValue(written, "1");
  EXPECT_THROW(static_cast<void>(ValueReader(written).integer()), Fault);
  EXPECT_THROW(static_cast<void>(ValueReader(written).bytes()), Fault);
  EXPECT_THROW(static_cast<void>(ValueReader(Bytes{'?'}).next()), Fault);
}

TEST(BackupBlocks, OutOfOrderAreFound) {
  const refocus::testing::TestFolder folder;
  const auto file = folder.path() / "one";
  {
    BackupWriter writer(file);
    writer.block(BlockKind::header, asBytes("first."));
    writer.block(BlockKind::header, asBytes("second"));
    writer.finish();
  }
  BackupReader reader(file);
  EXPECT_EQ(asText(reader.next().payload), "first.");
  EXPECT_EQ(asText(reader.next().payload), "second");
  EXPECT_TRUE(reader.atEnd());

  constexpr std::size_t kBlock = 1 + 4 + 6 + 32;
  std::string content(kBackupLine.size() + 2 * kBlock, '\0');
  std::ifstream(file, std::ios::binary).read(content.data(), std::ssize(content));
  const auto line = content.substr(0, kBackupLine.size());
  const auto swapped =
      line + content.substr(line.size() + kBlock) + content.substr(line.size(), kBlock);
  std::ofstream(file, std::ios::binary).write(swapped.data(), std::ssize(swapped));
  BackupReader again(file);
  EXPECT_THROW(static_cast<void>(again.next()), Fault);
}

}  // namespace
}  // namespace refocus::app
