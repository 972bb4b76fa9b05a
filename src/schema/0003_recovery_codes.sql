-- Codes for signing in once each without the app of the second factor. A new set replaces the one
-- before; what was used, and when, is in the audit trail.

CREATE TABLE recovery_code (
  trust        TEXT NOT NULL,
  account      TEXT NOT NULL,
  code_index   TEXT NOT NULL,               -- keyed hash of the account and the code
  made_at      TEXT NOT NULL,
  PRIMARY KEY (trust, account, code_index),
  FOREIGN KEY (trust, account) REFERENCES account (trust, id)
) {by_key};
