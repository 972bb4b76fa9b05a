A new service asks everybody who works there for a second factor

a new service is made for "North Moor Trust" and ada@example.org: <the link>
somebody who is not signed in comes
opens "<the link>"
writes "plum lantern orbit seven" in "New password"
presses "Set the password"
opens "/sign-in"
writes "ada@example.org" in "Email address"
writes "plum lantern orbit seven" in "Password"
presses "Sign in"
sees "Set up your second factor"
does not see "Administration"
keeps the secret for the app as <the secret>

# The password alone opens nothing.
opens "/admin"
sees "Email address"
does not see "Accounts"
opens "/sign-in/code"
writes the code of an app with the key "<the secret>" in "Code"
presses "Continue"
sees "Keep your recovery codes"
presses "I have kept them"
sees "Administration"

opens "/admin/teams/new"
writes "North" in "Name of the team"
chooses "Other" in "Kind of team"
presses "Save"
the command "refocus user add --email eve@example.org --name Eve --role worker --team North" says "/link/"
the command makes a one-time link for eve@example.org: <the worker's link>
signs out
opens "<the worker's link>"
writes "heron kettle marsh lantern" in "New password"
presses "Set the password"
opens "/sign-in"
writes "eve@example.org" in "Email address"
writes "heron kettle marsh lantern" in "Password"
presses "Sign in"
sees "Set up your second factor"
does not see "Caseload"
opens "/caseload"
sees "Email address"
does not see "Caseload of"
