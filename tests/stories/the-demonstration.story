The demonstration asks nobody for a second factor

worker@example.org signs in
sees "Caseload of"
opens "/account"
sees "Not set up"
leader@example.org signs in
sees "Caseload of"
administrator@example.org signs in
opens "/admin/accounts?q=example.org"
sees "Not required"
does not see "Required, set up at the next sign-in"
