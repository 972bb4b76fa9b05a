// What the pages of the stages of signing in share: the sessions that wait for something, what is
// said of a form that was not saved, and where a stage leads.
#pragma once

#include <optional>
#include <string_view>

#include "html/html.hpp"
#include "people/account_forms.hpp"
#include "people/sign_in.hpp"
#include "people/sign_in_rescue.hpp"

namespace refocus::people {

/// That what was written before the sign-in is kept, or that it is not; nothing where there was
/// none.
[[nodiscard]] html::Html keptNote(const Words& words, const AfterSignIn& next);

[[nodiscard]] std::optional<LiveSession> liveSession(const site::Visit& visit,
                                                     const AccountSettings& settings,
                                                     std::string_view token);
/// The session that waits for its code, if this browser has one.
[[nodiscard]] std::optional<LiveSession> pendingSession(const site::Visit& visit,
                                                        const AccountSettings& settings);

/// The page that asks for the code of the second factor, or sets it up; once it is set up, a
/// recovery code will do instead (the field "recovery-code"). It says nothing of what is another's.
[[nodiscard]] http::Response codeForm(const site::Visit& visit, const LiveSession& pending,
                                      const AfterSignIn& asked, const Problems& problems);

/// The page after a stage of signing in: the code, new recovery codes, the unsaved form, or the
/// page asked for. Whoever was signed in here before is signed out.
[[nodiscard]] http::Response onward(site::Visit& visit, const AccountSettings& settings,
                                    const Entered& entered, const AfterSignIn& next);

}  // namespace refocus::people
