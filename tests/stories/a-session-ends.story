A form sent after the session ended is not lost

the example caseload is imported
worker@example.org signs in
writes "ashworth" in "Find a person by name or NHS number"
presses "Search"
follows "Talk about strengths" for "Derek Ashworth"
follows "Leisure"
writes "I draw every day. Faces mostly" in "What do you enjoy?"

# Meanwhile, at another computer: sign out everywhere.
worker@example.org signs in elsewhere
opens "/account"
presses "Sign out on all devices"

worker@example.org goes on
presses "Save"
sees "Sign in"
writes "worker@example.org" in "Email address"
writes "demonstration" in "Password"
presses "Sign in"
sees "Here is what you wrote"
presses "Save it now"
sees "1 recorded"
