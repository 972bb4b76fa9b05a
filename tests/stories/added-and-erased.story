An administrator adds a person by hand, and later erases the record

administrator@example.org signs in
follows "Administration"
follows "People"
presses "Add a person"
presses "Add the person"
sees "Enter a name"
sees "Choose a team"
writes "Wilfred" in "Given names"
writes "Onyango" in "Family name"
writes "999 000 2231" in "NHS number"
chooses "Aldermere North Support and Recovery" in "Team"
presses "Add the person"
sees "The person is added"
sees "Wilfred Onyango"

worker@example.org signs in
writes "999 000 2231" in "Find a person by name or NHS number"
presses "Search"
sees "Wilfred Onyango"

administrator@example.org goes on
opens "/admin/people"
writes "999 000 2231" in "Find a person by NHS number"
presses "Search"
does not see "Onyango"
follows "Erase everything recorded about this person"
sees "Wilfred Onyango"
writes "He asked for it in writing" in "Why is the record erased?"
presses "Erase the record"
sees "Tick the box if the record is to be erased"
still finds "He asked for it in writing" in "Why is the record erased?"
ticks "I understand that this cannot be undone"
presses "Erase the record"
sees "The record is erased"

worker@example.org goes on
opens "/caseload?q=onyango"
does not see "Wilfred Onyango"
the command "refocus verify" says "holds"
