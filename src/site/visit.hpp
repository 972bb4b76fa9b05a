// One request as a page sees it: what was asked, who is acting, in which language, and the site's
// parts that every page is given. Made by the program for each request; a page is a plain function
//   http::Response planPage(Visit& visit);
#pragma once

#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/actor.hpp"
#include "base/words.hpp"
#include "database/database.hpp"
#include "html/page.hpp"
#include "http/form.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "http/router.hpp"
#include "record/book.hpp"

namespace refocus::site {

/// The session of somebody who has signed in wholly (password and, where required, second factor).
struct SignedIn {
  access::Actor actor;
  std::string sessionIndex;  ///< the session's key in storage
  std::string csrf;          ///< the token that each form of this session carries
  std::string name;          ///< to show in the header; never used to decide anything
  std::string language;
};

/// A place that the navigation leads to, shown to those who hold its permission.
struct NavigationItem {
  Msgid text;
  std::string_view path;
  access::Permission permission;
};

/// What all pages share, made once at the start. Read-only afterwards, so safe from any thread.
struct Site {
  record::Book& book;
  const Catalogues& catalogues;
  std::string serviceName;
  std::string publicAddress = {};  ///< with what links begin; empty: with the request's own
  html::PageAssets assets;
  std::vector<NavigationItem> navigation;
  bool development = false;
  std::chrono::minutes breakGlassFor{60};  ///< how long a record stays open from outside
};

class Visit {
 public:
  /// `snapshot`: the one on which the session was found, for the first reading; or none.
  Visit(const Site& site, const http::Request& request, const http::Captures& captures,
        std::optional<SignedIn> signedIn, const Words& words,
        std::unique_ptr<database::Read> snapshot = nullptr)
      : site_(site),
        request_(request),
        captures_(captures),
        signedIn_(std::move(signedIn)),
        words_(words),
        snapshot_(std::move(snapshot)) {}

  [[nodiscard]] const Site& site() const { return site_; }
  /// For what read() and write() do not do: it comes after what this visit has read is in the audit
  /// trail, and the session's snapshot ends, since a request holds one connection at a time.
  [[nodiscard]] record::Book& book() const;

  /// What `work(Reading&)` makes of the records, read as whoever is acting (record::Book::read),
  /// but that the audit entry is on its way only when whoever made this visit has taken it. The
  /// first reading is of the moment in which the session was found, and costs no snapshot of its
  /// own.
  template <class Work>
  auto read(Work&& work) const {
    auto snapshot = snapshot_ ? std::move(snapshot_) : site_.book.parts().database.snapshot();
    auto made = site_.book.readUnkept(std::move(snapshot), actor(), std::forward<Work>(work));
    unkept_.insert(unkept_.end(), std::make_move_iterator(made.entries.begin()),
                   std::make_move_iterator(made.entries.end()));
    return std::move(made.result);
  }

  /// The same for a change, in one transaction: `work(Writing&)` (record::Book::write).
  template <class Work>
  auto write(Work&& work) const {
    return book().write(actor(), std::forward<Work>(work));
  }

  /// Returns when what was read is in the audit trail.
  void keepRead() const { site_.book.keep(takeUnkept()); }
  /// The audit entries of what was read, for whoever keeps them before the answer leaves.
  [[nodiscard]] std::vector<record::AuditEntry> takeUnkept() const {
    return std::exchange(unkept_, {});
  }

  [[nodiscard]] Instant now() const { return site_.book.parts().clock(); }
  void random(std::span<std::uint8_t> bytes) const { site_.book.parts().random(bytes); }

  [[nodiscard]] const http::Request& request() const { return request_; }
  [[nodiscard]] const Words& words() const { return words_; }

  /// The session, if somebody is signed in.
  [[nodiscard]] const std::optional<SignedIn>& session() const { return signedIn_; }
  /// Who is acting. Throws Fault(notSignedIn) where nobody is.
  [[nodiscard]] const access::Actor& actor() const;

  /// A capture of the route's path, as text.
  [[nodiscard]] const std::string& capture(std::string_view name) const {
    return captures_.at(name);
  }
  /// What the path names after that capture: "/people/{person}/strength/{strength}" names a
  /// strength after its person. Empty where it names nothing more.
  [[nodiscard]] std::string_view namedAfter(std::string_view name) const {
    return captures_.valueAfter(name);
  }
  /// A capture of the route's path, as an id. Throws Fault(notFound) when it is none.
  template <class IdType>
  [[nodiscard]] IdType idFrom(std::string_view name) const {
    const auto id = IdType::parse(capture(name));
    if (!id) noSuchPage();
    return *id;
  }

  /// What the form sent; read once. Throws Fault(badRequest) if it cannot be read.
  [[nodiscard]] const http::Form& form();

 private:
  [[noreturn]] static void noSuchPage();

  const Site& site_;
  const http::Request& request_;
  const http::Captures& captures_;
  std::optional<SignedIn> signedIn_;
  const Words& words_;
  // Pages are given a visit to look at; what it has read and not yet told is its own affair.
  mutable std::unique_ptr<database::Read> snapshot_;
  mutable std::vector<record::AuditEntry> unkept_;
  std::optional<http::Form> form_;
};

}  // namespace refocus::site
