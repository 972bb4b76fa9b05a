A file sent after the session ended has to be chosen again, and nothing else

administrator@example.org signs in
opens "/admin/import"
gives in "Files" a file of "nhs_number,family_name,given_names\n999 000 0387,Marchbanks,Odile\n"
chooses "Aldermere Community Forensic" in "Team for rows that name none"

# Meanwhile, at another computer: sign out everywhere.
administrator@example.org signs in elsewhere
opens "/account"
presses "Sign out on all devices"

administrator@example.org goes on
presses "Show what it would do"
sees "kept for you alone"
writes "administrator@example.org" in "Email address"
writes "demonstration" in "Password"
presses "Sign in"
sees "Choose these files again: given.csv"
follows "Open the page again"

# The team is still chosen: without one, nobody could be imported.
gives in "Files" a file of "nhs_number,family_name,given_names\n999 000 0387,Marchbanks,Odile\n"
presses "Show what it would do"
presses "Import now"
sees "What the import did"
