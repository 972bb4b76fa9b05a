A worker of another team opens a record in an emergency, and the team leader sees it

the example caseload is imported
worker@example.org signs in
writes "ashworth" in "Find a person by name or NHS number"
presses "Search"
follows "Derek Ashworth"
keeps the address of the page as <the record>

# A colleague from another team of the same trust.
the command makes a one-time link for andrew.sweeney@aldermere.example.org: <his link>
somebody who is not signed in comes
opens "<his link>"
writes "plum lantern orbit seven" in "New password"
presses "Set the password"
andrew.sweeney@aldermere.example.org signs in with "plum lantern orbit seven"
opens "<the record>"
does not see "Ashworth"
sees "This person is not on your teams’ caseloads"
presses "Open the record for 1 hour"
sees "Enter why you need the record"
writes "He rang the duty line and sounded unwell" in "Why do you need to open this record?"
presses "Open the record for 1 hour"
sees "Derek Ashworth"
sees "You opened this record from outside your teams"

leader@example.org signs in
follows "Records opened from outside the team"
sees "He rang the duty line and sounded unwell"
sees "Derek Ashworth"

administrator@example.org signs in
opens "/admin/audit"
sees "Opened a record from outside its teams"
sees "He rang the duty line and sounded unwell"
does not see "Ashworth"

# Another trust's worker is not even told that there is such a person.
other.worker@example.org signs in
opens "<the record>"
does not see "caseloads"
does not see "Ashworth"
