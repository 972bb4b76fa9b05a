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
sees "Your second factor is set up"
sees "Keep your recovery codes"
keeps the first code of the list as <the recovery code>
presses "I have kept them"
sees "10 left"
signs out
opens "/sign-in"
writes "worker@example.org" in "Email address"
writes "demonstration" in "Password"
presses "Sign in"
sees "Code"
does not see "Caseload of"

# The phone is at home: one of the ten codes on paper lets them in, once.
unfolds "I cannot get a code"
writes "<the recovery code>" in "Recovery code"
presses "Continue" below "Recovery code"
sees "Caseload of"
opens "/account"
sees "9 left"
administrator@example.org signs in
opens "/admin/audit"
sees "Used a recovery code to sign in"
