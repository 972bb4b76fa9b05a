A worker sets up a second factor, and from then on needs a code

worker@example.org signs in
opens "/account/second-factor"
writes "demonstration" in "Your password"
presses "Set up an app"
keeps the secret for the app as <the secret>
writes "000000" in "Code"
presses "Continue"
sees "The code is not right"
writes the code of an app with the key "<the secret>" in "Code"
presses "Continue"
sees "second factor"
signs out
opens "/sign-in"
writes "worker@example.org" in "Email address"
writes "demonstration" in "Password"
presses "Sign in"
sees "Code"
does not see "Caseload of"
