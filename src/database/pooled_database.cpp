#include "database/pooled_database.hpp"

#include "base/checks.hpp"
#include "base/fault.hpp"

namespace refocus::database {
namespace {

/// A read on one of the pool's sessions: the snapshot begins with the first statement and ends with
/// this.
class PooledRead : public Read {
 public:
  explicit PooledRead(ConnectionPool& pool) : lease_(pool) {}
  PooledRead(const PooledRead&) = delete;
  PooledRead& operator=(const PooledRead&) = delete;
  ~PooledRead() override {
    if (begun_) lease_.session().rollback();
  }

 protected:
  void query(std::string_view sql, Params params, const OnRow& onRow) override {
    if (!begun_) {
      lease_.session().begin();
      begun_ = true;
    }
    lease_.session().query(sql, params, onRow);
  }

 private:
  const ConnectionPool::Lease lease_;
  bool begun_ = false;
};

std::unique_ptr<GroupWriter> openWriter(const Settings& settings, const SessionOpener& open) {
  if (settings.readOnly) return nullptr;
  return std::make_unique<GroupWriter>(open(Session::Role::writer), settings.batch, settings.queue);
}

int checkedReaders(const Settings& settings) {
  checkRange("Settings::readers", settings.readers, 1, 1000);
  checkRange("Settings::batch", static_cast<std::int64_t>(settings.batch), 1, 100'000);
  checkRange("Settings::queue", static_cast<std::int64_t>(settings.queue), 1, 1'000'000);
  checkRange("Settings::sqliteCheckpoint", settings.sqliteCheckpoint, 1, 1'000'000);
  return settings.readers;
}

}  // namespace

PooledDatabase::PooledDatabase(const Settings& settings, Engine engine, const SessionOpener& open)
    : engine_(engine),
      writer_(openWriter(settings, open)),
      readers_(open, checkedReaders(settings)) {
  // A wrong address or a file that is no database should stop the start, not the first page.
  if (settings.readOnly) const ConnectionPool::Lease probe(readers_);
}

void PooledDatabase::setBatchMember(BatchMember* member) { writer().setMember(member); }

void PooledDatabase::runScript(std::string_view sql) {
  writer().run([sql](Write& write) { write.script(sql); });
}

std::unique_ptr<Read> PooledDatabase::snapshot() { return std::make_unique<PooledRead>(readers_); }

void PooledDatabase::writeLater(std::function<void(Write&)> work, GroupWriter::Then then) {
  writer().later(std::move(work), std::move(then));
}

void PooledDatabase::runWrite(const std::function<void(Write&)>& work) { writer().run(work); }

GroupWriter& PooledDatabase::writer() const {
  if (!writer_) throw Fault(FaultCode::readOnly, "the database was opened for reading only");
  return *writer_;
}

}  // namespace refocus::database
