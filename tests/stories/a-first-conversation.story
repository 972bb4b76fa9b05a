A worker talks with someone who first says "none", and they leave with a plan

the example caseload is imported
worker@example.org signs in
writes "ashworth" in "Find a person by name or NHS number"
presses "Search"
follows "Talk about strengths" for "Derek Ashworth"
sees "You can start anywhere, leave things out, and stop when you like"

# He says that he has none.
follows "Nothing comes to mind"
ticks "What got you here?"
presses "Save and go back to the areas"

# Then something does come to mind.
follows "Leisure"
writes "I grow tomatoes\nI know every bird on the marsh" in "What do you enjoy?"
presses "Save"
sees "2 recorded"
follows "Money"
unfolds "They do not want to talk about this"
presses "Leave it for later"
sees "Later"

# Half done is safe: the conversation is there when both come back.
signs out
worker@example.org signs in
writes "ashworth" in "Find a person by name or NHS number"
presses "Search"
follows "Go on with strengths" for "Derek Ashworth"
sees "nothing in it is lost"
follows "Leisure"
follows "I grow tomatoes"
presses "Turn into an action"
writes "Ask at the allotment for a plot" in "What will be done?"
writes "31" in "Day"
writes "2" in "Month"
writes "2027" in "Year"
presses "Save and see the plan"
sees "The date must be a real day"
still finds "Ask at the allotment for a plot" in "What will be done?"
writes "28" in "Day"
presses "Save and see the plan"
sees "Ask at the allotment for a plot"
sees "I know every bird on the marsh"
the command "refocus verify" says "holds"
