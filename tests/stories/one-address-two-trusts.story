Somebody who works for two trusts signs in with one address, and chooses where

# The other trust's administrator gives the address an account, as they would any other.
the command makes a one-time link for administrator.two@example.org: <their link>
somebody who is not signed in comes
opens "<their link>"
writes "copper marsh otter wheel" in "New password"
presses "Set the password"
administrator.two@example.org signs in with "copper marsh otter wheel"
opens "/admin/accounts/new"
writes "Alex Both" in "Name"
writes "administrator@example.org" in "Email address"
ticks "Not required"
ticks "Administrator"
presses "Make the account"
writes "copper marsh otter wheel" in "Your password now"
presses "Make the account"
sees "The account is made"
keeps the link that is shown as <the link>
somebody who is not signed in comes
opens "<the link>"
writes "plum lantern orbit seven" in "New password"
presses "Set the password"

# Each password opens its own account.
administrator@example.org signs in with "plum lantern orbit seven"
opens "/admin/teams"
does not see "Aldermere"
signs out
administrator@example.org signs in
opens "/admin/teams"
sees "Aldermere"

# The same password for both: the page asks.
opens "/account/password"
writes "demonstration" in "Your password now"
writes "plum lantern orbit seven" in "New password"
presses "Change the password"
signs out
opens "/sign-in"
writes "administrator@example.org" in "Email address"
writes "plum lantern orbit seven" in "Password"
presses "Sign in"
sees "You have an account in more than one trust"
presses "Continue"
sees "There is a problem"
ticks "Brackenford Mental Health Trust"
presses "Continue"
opens "/admin/teams"
does not see "Aldermere"
