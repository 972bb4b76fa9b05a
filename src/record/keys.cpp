#include "record/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/fault.hpp"
#include "record/seal.hpp"

namespace refocus::record {
namespace {

Place trustKeyPlace(const TrustId& trust, std::int64_t number) {
  return {.trust = trust,
          .table = "trust_key",
          .row = trust.text(),
          .version = number,
          .column = "wrapped"};
}

std::int64_t newestTrustKey(database::Read& read, const TrustId& trust) {
  const auto number =
      read.number("SELECT COALESCE(MAX(number), 0) FROM trust_key WHERE trust = $1", {trust});
  if (number == 0) {
    throw Fault(FaultCode::wrongKey, fmt::format("trust {} has no key", trust.text()));
  }
  return number;
}

struct WrappedTrustKey {
  TrustId trust;
  std::int64_t number;
  std::string master;
  Bytes wrapped;
};

WrappedTrustKey readTrustKey(const database::Row& row) {
  const auto wrapped = row.bytes(3);
  return {row.id<TrustId>(0),
          row.integer(1),
          std::string(row.text(2)),
          {wrapped.begin(), wrapped.end()}};
}

struct WrappedDataKey {
  std::string holder;
  std::int64_t number;
  Bytes wrapped;
};

WrappedDataKey readDataKey(const database::Row& row) {
  const auto wrapped = row.bytes(2);
  return {std::string(row.text(0)), row.integer(1), {wrapped.begin(), wrapped.end()}};
}

}  // namespace

Keys::Keys(std::filesystem::path keyringFile, Random random)
    : file_(std::move(keyringFile)),
      random_(std::move(random)),
      ring_(std::make_shared<const Keyring>(Keyring::load(file_))),
      fingerprint_(ring_->fingerprint()) {}

// The place leaves out the wrapping key's number, which changes at each rotation.
Place Keys::dataKeyPlace(const TrustId& trust, std::string_view holder) const {
  return {.trust = trust,
          .table = "data_key",
          .row = std::string(holder),
          .version = holder == trust.text() ? fingerprint_ : 0,
          .column = "wrapped"};
}

std::shared_ptr<const Keyring> Keys::ring() const {
  const std::shared_lock lock(guard_);
  return ring_;
}

Key Keys::indexKey() const { return ring()->index; }
Key Keys::auditKey() const { return ring()->audit; }

// A master key that is not known was made by another process since: the file is read again.
MasterKey Keys::masterNamed(const std::string& name) const {
  const auto known = ring();
  if (std::ranges::find(known->masters, name, &MasterKey::name) != known->masters.end()) {
    return known->masterNamed(name);
  }
  auto fresh = std::make_shared<const Keyring>(Keyring::load(file_));
  if (fresh->fingerprint() != fingerprint_) {
    throw Fault(FaultCode::wrongKey,
                fmt::format("key file {}: its audit or index key is another than when this "
                            "program began; put the copy you keep back in place",
                            file_.string()));
  }
  const std::unique_lock lock(guard_);
  ring_ = std::move(fresh);
  return ring_->masterNamed(name);
}

Key Keys::trustKey(database::Read& read, const TrustId& trust, std::int64_t number) const {
  {
    const std::shared_lock lock(guard_);
    const auto kept = trustKeys_.find({trust, number});
    if (kept != trustKeys_.end()) return kept->second;
  }
  const auto row = read.first(
      R"(SELECT trust, number, master, wrapped
           FROM trust_key
          WHERE trust = $1 AND number = $2)",
      {trust, number}, readTrustKey);
  if (!row) {
    throw Fault(FaultCode::wrongKey,
                fmt::format("trust {} has no key number {}", trust.text(), number));
  }
  const Key key(unseal(masterNamed(row->master).key, trustKeyPlace(trust, number), row->wrapped));
  const std::unique_lock lock(guard_);
  trustKeys_.insert_or_assign({trust, number}, key);
  return key;
}

void Keys::wrapDataKey(database::Write& write, const TrustId& trust,
                       const std::string& holder) const {
  const auto number = newestTrustKey(write, trust);
  const Bytes wrapped = seal(trustKey(write, trust, number), dataKeyPlace(trust, holder),
                             Key::make(random_).bytes(), random_);
  write.run("INSERT INTO data_key (trust, holder, number, wrapped) VALUES ($1, $2, $3, $4)",
            {trust, holder, number, wrapped});
}

void Keys::makeForTrust(database::Write& write, const TrustId& trust) const {
  const MasterKey master = ring()->masters.front();
  const Bytes wrapped =
      seal(master.key, trustKeyPlace(trust, 1), Key::make(random_).bytes(), random_);
  write.run("INSERT INTO trust_key (trust, number, master, wrapped) VALUES ($1, 1, $2, $3)",
            {trust, master.name, wrapped});
  wrapDataKey(write, trust, trust.text());
}

void Keys::makeForPerson(database::Write& write, const TrustId& trust,
                         const PersonId& person) const {
  wrapDataKey(write, trust, person.text());
}

void Keys::erasePerson(database::Write& write, const TrustId& trust, const PersonId& person) {
  write.run("DELETE FROM data_key WHERE trust = $1 AND holder = $2", {trust, person});
}

Key Keys::dataKey(database::Read& read, const TrustId& trust, const std::string& holder) const {
  const auto row = read.first(
      R"(SELECT holder, number, wrapped
           FROM data_key
          WHERE trust = $1 AND holder = $2)",
      {trust, holder}, readDataKey);
  if (!row) throw Fault(FaultCode::notFound, "there is no key for this record: it was erased");
  return Key(unseal(trustKey(read, trust, row->number), dataKeyPlace(trust, holder), row->wrapped));
}

void Keys::check(database::Read& read) const {
  const auto keys =
      read.all("SELECT trust, number, master, wrapped FROM trust_key", {}, readTrustKey);
  for (const WrappedTrustKey& key : keys) {
    const Key opened = trustKey(read, key.trust, key.number);
    try {
      static_cast<void>(ofTrust(read, key.trust));
    } catch (const Fault&) {
      throw Fault(FaultCode::wrongKey,
                  fmt::format("key file {}: its audit or index key is not the one that trust {} "
                              "was made with; put the copy you keep back in place",
                              file_.string(), key.trust.text()));
    }
    const auto one = read.first(
        R"(SELECT holder, number, wrapped
             FROM data_key
            WHERE trust = $1 AND number = $2
            ORDER BY holder
            LIMIT 1)",
        {key.trust, key.number}, readDataKey);
    if (one) static_cast<void>(unseal(opened, dataKeyPlace(key.trust, one->holder), one->wrapped));
  }
}

Key Keys::ofTrust(database::Read& read, const TrustId& trust) const {
  {
    const std::shared_lock lock(guard_);
    const auto kept = ownKeys_.find(trust);
    if (kept != ownKeys_.end()) return kept->second;
  }
  const Key key = dataKey(read, trust, trust.text());
  const std::unique_lock lock(guard_);
  ownKeys_.insert_or_assign(trust, key);
  return key;
}

Key Keys::ofPerson(database::Read& read, const TrustId& trust, const PersonId& person) const {
  return dataKey(read, trust, person.text());
}

Key Keys::unwrapPerson(database::Read& read, const TrustId& trust, const PersonId& person,
                       std::int64_t number, ByteView wrapped) const {
  return Key(unseal(trustKey(read, trust, number), dataKeyPlace(trust, person.text()), wrapped));
}

void Keys::addMaster() {
  const std::unique_lock lock(guard_);
  Keyring grown = Keyring::load(file_);
  grown.masters.insert(grown.masters.begin(), makeMasterKey(random_));
  grown.save(file_);
  ring_ = std::make_shared<const Keyring>(std::move(grown));
}

void Keys::rewrapTrusts(database::Database& database) {
  const MasterKey newest = ring()->masters.front();
  database.write([&](database::Write& write) {
    const auto rows =
        write.all("SELECT trust, number, master, wrapped FROM trust_key WHERE master <> $1",
                  {newest.name}, readTrustKey);
    for (const WrappedTrustKey& row : rows) {
      const Place place = trustKeyPlace(row.trust, row.number);
      const Bytes plain = unseal(masterNamed(row.master).key, place, row.wrapped);
      write.run("UPDATE trust_key SET master = $1, wrapped = $2 WHERE trust = $3 AND number = $4",
                {newest.name, seal(newest.key, place, plain, random_), row.trust, row.number});
    }
  });
}

std::int64_t Keys::rewrapDataKeys(database::Database& database, const TrustId& trust, int step) {
  // An interrupted rotation has made its new key already: it is taken up, not made again.
  const auto newest = database.write([&](database::Write& write) {
    const auto oldest =
        write.number("SELECT COALESCE(MIN(number), 0) FROM trust_key WHERE trust = $1", {trust});
    const auto current = newestTrustKey(write, trust);
    if (oldest != current) return current;
    const MasterKey master = ring()->masters.front();
    const Bytes wrapped =
        seal(master.key, trustKeyPlace(trust, current + 1), Key::make(random_).bytes(), random_);
    write.run("INSERT INTO trust_key (trust, number, master, wrapped) VALUES ($1, $2, $3, $4)",
              {trust, current + 1, master.name, wrapped});
    return current + 1;
  });

  std::int64_t done = 0;
  for (bool more = true; more;) {
    const auto wrapped = database.write([&](database::Write& write) {
      const auto rows = write.all(
          R"(SELECT holder, number, wrapped
               FROM data_key
              WHERE trust = $1 AND number < $2
              ORDER BY number, holder  -- the order of its index
              LIMIT $3)",
          {trust, newest, step}, readDataKey);
      const Key newKey = trustKey(write, trust, newest);
      for (const WrappedDataKey& row : rows) {
        const Place place = dataKeyPlace(trust, row.holder);
        const Bytes plain = unseal(trustKey(write, trust, row.number), place, row.wrapped);
        write.run("UPDATE data_key SET number = $1, wrapped = $2 WHERE trust = $3 AND holder = $4",
                  {newest, seal(newKey, place, plain, random_), trust, row.holder});
      }
      return static_cast<std::int64_t>(rows.size());
    });
    done += wrapped;
    more = wrapped == step;
  }
  database.write([&](database::Write& write) {
    write.run("DELETE FROM trust_key WHERE trust = $1 AND number < $2", {trust, newest});
  });
  return done;
}

void Keys::dropUnusedMasters(database::Database& database) {
  const auto used = database.read([](database::Read& read) {
    const auto names = read.all("SELECT DISTINCT master FROM trust_key", {},
                                [](const database::Row& row) { return std::string(row.text(0)); });
    return std::set<std::string>(names.begin(), names.end());
  });
  const std::unique_lock lock(guard_);
  Keyring kept = Keyring::load(file_);
  const std::string newest = kept.masters.front().name;
  std::erase_if(kept.masters, [&](const MasterKey& master) {
    return master.name != newest && !used.contains(master.name);
  });
  kept.save(file_);
  ring_ = std::make_shared<const Keyring>(std::move(kept));
}

}  // namespace refocus::record
