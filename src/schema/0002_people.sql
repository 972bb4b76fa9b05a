-- Who there is: teams, workers and their posts, people and their caseloads, accounts and sign-in.

CREATE TABLE team (
  trust        TEXT NOT NULL REFERENCES trust (id),
  id           TEXT NOT NULL,
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  made_at      TEXT NOT NULL,
  PRIMARY KEY (trust, id),
  UNIQUE (trust, name)
) {strict};

CREATE TABLE worker (
  trust        TEXT NOT NULL REFERENCES trust (id),
  id           TEXT NOT NULL,
  profession   TEXT NOT NULL,
  sealed_name  {bytes} NOT NULL,
  made_at      TEXT NOT NULL,
  PRIMARY KEY (trust, id)
) {strict};

-- A worker in a team, with dates in post. Access ends with the post.
CREATE TABLE post (
  trust        TEXT NOT NULL,
  id           TEXT NOT NULL,
  worker       TEXT NOT NULL,
  team         TEXT NOT NULL,
  role         TEXT NOT NULL,               -- worker or team-leader
  from_date    TEXT NOT NULL,
  until_date   TEXT,
  PRIMARY KEY (trust, id),
  FOREIGN KEY (trust, worker) REFERENCES worker (trust, id),
  FOREIGN KEY (trust, team) REFERENCES team (trust, id)
) {strict};
-- Holds all that a session asks of a post at each request.
CREATE INDEX post_by_worker ON post (trust, worker, role, team, from_date, until_date);
CREATE INDEX post_by_team ON post (trust, team);

-- A person who uses the service. The entry (names, contact details, language …) has versions.
CREATE TABLE person (
  trust        TEXT NOT NULL REFERENCES trust (id),
  id           TEXT NOT NULL,
  nhs_index    TEXT,                        -- keyed hash of the NHS number
  head         {int64} NOT NULL,
  change       {int64} NOT NULL,            -- counts all changes of entries in the trust
  erased_at    TEXT,
  PRIMARY KEY (trust, id),
  UNIQUE (trust, nhs_index)
) {strict};
CREATE UNIQUE INDEX person_by_change ON person (trust, change);

CREATE TABLE person_entry (
  trust        TEXT NOT NULL,
  person       TEXT NOT NULL,
  number       {int64} NOT NULL,
  author       TEXT NOT NULL,               -- the nil id: the command line
  made_at      TEXT NOT NULL,
  body         {bytes} NOT NULL,
  PRIMARY KEY (trust, person, number),
  FOREIGN KEY (trust, person) REFERENCES person (trust, id)
) {by_key};

-- How other systems know the person: source and local id as keyed hashes.
CREATE TABLE person_identity (
  trust        TEXT NOT NULL,
  identity_index TEXT NOT NULL,
  person       TEXT NOT NULL,
  PRIMARY KEY (trust, identity_index),
  FOREIGN KEY (trust, person) REFERENCES person (trust, id)
) {strict};
CREATE INDEX person_identity_by_person ON person_identity (trust, person);

-- What caches of names compare with: counted up by each change, read in the same snapshot as the rest.
CREATE TABLE people_change (
  trust        TEXT PRIMARY KEY REFERENCES trust (id),
  entries      {int64} NOT NULL,            -- the newest person.change
  places       {int64} NOT NULL             -- changes of workers and of places on caseloads
) {strict};

CREATE TABLE caseload (
  trust        TEXT NOT NULL,
  id           TEXT NOT NULL,
  team         TEXT NOT NULL,
  person       TEXT NOT NULL,
  key_worker   TEXT,
  from_date    TEXT NOT NULL,
  until_date   TEXT,
  PRIMARY KEY (trust, id),
  FOREIGN KEY (trust, team) REFERENCES team (trust, id),
  FOREIGN KEY (trust, person) REFERENCES person (trust, id),
  FOREIGN KEY (trust, key_worker) REFERENCES worker (trust, id)
) {strict};
-- In the order in which a team's people are read: for another order SQLite would walk the trust.
CREATE INDEX caseload_by_team ON caseload (trust, team, person, from_date);
-- Holds all that the door to a record asks.
CREATE INDEX caseload_by_person ON caseload (trust, person, team, from_date, until_date);

CREATE TABLE account (
  trust        TEXT NOT NULL REFERENCES trust (id),
  id           TEXT NOT NULL,
  email_index  TEXT NOT NULL,               -- keyed hash of the folded address
  sealed_email {bytes} NOT NULL,
  sealed_name  {bytes} NOT NULL,
  sealed_password {bytes},                  -- argon2id, libsodium's text form; opens for this account alone
  sealed_totp  {bytes},                     -- the shared secret, once set up
  totp_used    {int64} NOT NULL,            -- the newest time step used, so that no code works twice
  second_factor TEXT NOT NULL,              -- required or off
  state        TEXT NOT NULL,               -- active or disabled
  worker       TEXT,
  person       TEXT,
  language     TEXT NOT NULL,
  made_at      TEXT NOT NULL,
  PRIMARY KEY (trust, id),
  UNIQUE (trust, email_index),
  UNIQUE (trust, worker),
  UNIQUE (trust, person),
  FOREIGN KEY (trust, worker) REFERENCES worker (trust, id),
  FOREIGN KEY (trust, person) REFERENCES person (trust, id)
) {strict};
-- Signing in begins with an address, and does not ask which trust.
CREATE INDEX account_by_email ON account (email_index);

-- Roles that do not come from a post: administrator, trainer, researcher, person.
CREATE TABLE role_grant (
  trust        TEXT NOT NULL,
  id           TEXT NOT NULL,
  account      TEXT NOT NULL,
  role         TEXT NOT NULL,
  team         TEXT,
  from_date    TEXT NOT NULL,
  until_date   TEXT,
  PRIMARY KEY (trust, id),
  FOREIGN KEY (trust, account) REFERENCES account (trust, id)
) {strict};
CREATE INDEX role_grant_by_account ON role_grant (trust, account);

CREATE TABLE session (
  token_index  TEXT PRIMARY KEY,            -- hash of the cookie's token
  id           TEXT NOT NULL,               -- what its owner's list names it by
  trust        TEXT NOT NULL,
  account      TEXT NOT NULL,
  stage        TEXT NOT NULL,               -- trust, second-factor or full
  csrf_index   TEXT NOT NULL,               -- hash of what its forms carry
  sealed_csrf  {bytes} NOT NULL,            -- of its forms; opens for this account and stage alone
  sealed_totp  {bytes},                     -- a second factor that is being set up
  totp_at      TEXT,                        -- since when
  device       TEXT,                        -- known_device.device, once signed in wholly
  device_kind  TEXT NOT NULL,               -- roughly: Firefox/Windows
  made_at      TEXT NOT NULL,
  seen_at      TEXT NOT NULL,
  ended_at     TEXT,
  FOREIGN KEY (trust, account) REFERENCES account (trust, id)
) {by_key};
CREATE INDEX session_by_account ON session (trust, account);
-- Whose form it is that comes when the session is over.
CREATE UNIQUE INDEX session_by_form_token ON session (csrf_index);

-- Browsers that an account has signed in with. One browser has one token, which changes at each
-- sign-in, and a row for each account that signed in with it.
CREATE TABLE known_device (
  trust        TEXT NOT NULL,
  account      TEXT NOT NULL,
  device       TEXT NOT NULL,
  token_index  TEXT NOT NULL,               -- hash of the cookie's token
  made_at      TEXT NOT NULL,
  used_at      TEXT NOT NULL,
  PRIMARY KEY (trust, account, device),
  FOREIGN KEY (trust, account) REFERENCES account (trust, id)
) {strict};
CREATE INDEX known_device_by_token ON known_device (token_index);

CREATE TABLE one_time_link (
  token_index  TEXT PRIMARY KEY,
  owner_index  TEXT NOT NULL,               -- keyed hash of token_index and account
  trust        TEXT NOT NULL,
  account      TEXT NOT NULL,
  made_at      TEXT NOT NULL,
  until_at     TEXT NOT NULL,
  used_at      TEXT,
  FOREIGN KEY (trust, account) REFERENCES account (trust, id)
) {strict};

-- Failed sign-ins, counted by account and by address.
CREATE TABLE sign_in_failure (
  subject      TEXT NOT NULL,               -- keyed hash of an account or a network address
  at           TEXT NOT NULL,
  id           TEXT NOT NULL,
  PRIMARY KEY (subject, at, id)
) {strict};
CREATE INDEX sign_in_failure_by_time ON sign_in_failure (at);

-- A record opened from outside the person's teams, for a while, with a reason.
CREATE TABLE break_glass (
  trust        TEXT NOT NULL,
  id           TEXT NOT NULL,
  account      TEXT NOT NULL,
  person       TEXT NOT NULL,
  sealed_reason {bytes} NOT NULL,
  opened_at    TEXT NOT NULL,
  until_at     TEXT NOT NULL,
  PRIMARY KEY (trust, id),
  FOREIGN KEY (trust, account) REFERENCES account (trust, id),
  FOREIGN KEY (trust, person) REFERENCES person (trust, id)
) {strict};
CREATE INDEX break_glass_by_account ON break_glass (trust, account, person);
CREATE INDEX break_glass_by_person ON break_glass (trust, person, opened_at);
