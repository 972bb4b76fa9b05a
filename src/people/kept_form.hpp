// What a request held that came when its session was over: the form with its words, or the address
// of the page that was asked for. It is carried through the sign-in pages in a hidden field, so
// whoever signs in next at that browser has it in hand. Therefore it is sealed for the account
// whose session it was: that account alone opens it, in its trust, for a week.
// docs/decisions/sign-in.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/role.hpp"
#include "http/form.hpp"
#include "http/request.hpp"
#include "people/session_owner.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// So that, sealed and written as text, it fits a field of a form.
inline constexpr std::size_t kMostKeptBytes = std::size_t{180} * 1024;
inline constexpr std::size_t kMostSealedBytes = std::size_t{256} * 1024;
/// Over a long weekend, and no longer than submissions are known (app/program.cpp).
inline constexpr std::chrono::hours kSealedFor{24 * 7};

struct KeptForm {
  enum class Kind : std::uint8_t {
    page,           ///< nothing was sent: the address of a page
    form,           ///< to be sent again as it is
    formWithFiles,  ///< all but the files, which no page can fill in
  };
  Kind kind = Kind::page;
  access::Permission permission = access::Permission::signedIn;  ///< what its route asks for
  std::string path;                                              ///< of this site, with its query
  std::string body = {};                                         ///< urlencoded
  std::string files = {};  ///< the names of those to choose again: "north.csv, south.csv"
};

/// Whether somebody may be led to it: a path of this site, bounded, and none of signing in or out.
[[nodiscard]] bool isPathToGoTo(std::string_view path);

/// The form of a POST, if it is bounded, can be read, and holds no password or code.
[[nodiscard]] std::optional<KeptForm> keptForm(const http::Request& request,
                                               access::Permission permission);

/// Base64 of what nobody reads or changes without the trust's key.
[[nodiscard]] std::string sealedFor(const site::Visit& visit, const SessionOwner& owner,
                                    const KeptForm& kept);
/// What was sealed for this account in this trust. Nothing where it was sealed for another or too
/// long ago, is cut short or changed, or is nothing of the kind.
[[nodiscard]] std::optional<KeptForm> openedBy(const site::Visit& visit,
                                               const access::Actor& account,
                                               std::string_view sealed);

}  // namespace refocus::people
