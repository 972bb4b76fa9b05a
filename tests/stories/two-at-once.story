Two workers change the same strength, and nobody's words are lost

the example caseload is imported
worker@example.org signs in
writes "ashworth" in "Find a person by name or NHS number"
presses "Search"
follows "Talk about strengths" for "Derek Ashworth"
follows "Leisure"
writes "Tomatoes" in "What do you enjoy?"
presses "Save"
follows "Leisure"
follows "Tomatoes"
keeps the address of the page as <the strength>

# Both have the page open; the leader saves first.
leader@example.org signs in
opens "<the strength>"
writes "Tomatoes, and giving them away" in "The person’s words"
presses "Save"

worker@example.org goes on
writes "Tomatoes and chillies" in "The person’s words"
presses "Save"
sees "Tomatoes, and giving them away"
still finds "Tomatoes and chillies" in "The person’s words"
writes "Tomatoes and chillies, and giving them away" in "The person’s words"
presses "Save"
opens "<the strength>/history"
sees "Tomatoes and chillies, and giving them away"
sees "Tomatoes, and giving them away"
