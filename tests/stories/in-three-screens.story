From the caseload to something recorded takes three screens

the example caseload is imported
worker@example.org signs in
writes "ashworth" in "Find a person by name or NHS number"
presses "Search"

# One: the person's conversation. Two: an area. Three: what was recorded.
follows "Talk about strengths" for "Derek Ashworth"
follows "Leisure"
writes "I grow tomatoes" in "What do you enjoy?"
presses "Save"
sees "1 recorded"

# With little time it is two.
unfolds "Little time?"
writes "My sister rings every Sunday" in "What is one thing that helps you to keep going?"
chooses "Personal qualities" in "Which part of life is it about?"
presses "Save"
follows "Personal qualities"
sees "My sister rings every Sunday"
