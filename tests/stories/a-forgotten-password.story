A worker who forgot the password gets a one-time link from an administrator

administrator@example.org signs in
opens "/admin/accounts?q=worker%40example.org"
follows "Vikram Bains"
presses "Make a one-time link for a new password"

# An open window is not enough: the administrator shows who they are.
does not see "/link/"
writes "not the password" in "Your password now"
presses "Make a one-time link for a new password"
sees "The password is not right"
writes "demonstration" in "Your password now"
presses "Make a one-time link for a new password"
keeps the link that is shown as <the link>

somebody who is not signed in comes
opens "<the link>"
writes "short" in "New password"
presses "Set the password"
sees "There is a problem"
writes "plum lantern orbit seven" in "New password"
presses "Set the password"
worker@example.org signs in with "plum lantern orbit seven"
sees "Caseload of"

# It works once.
somebody who is not signed in comes
opens "<the link>"
does not see "New password"
