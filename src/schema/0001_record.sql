-- What every room's storage stands on: trusts, keys, versions, the audit chain.
-- Columns named `sealed…` or `body` hold ciphertext; ids are UUID text; instants are UTC text.
-- {by_key} keeps SQLite's rows in the tree of their primary key, so that one search finds a row. Only
-- for tables that are always searched by that key: before another index SQLite would prefer the key's
-- first column, which is the whole trust. And not where rows have more than some hundreds of bytes.

CREATE TABLE trust (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  made_at      TEXT NOT NULL
) {strict};

CREATE TABLE trust_key (
  trust        TEXT NOT NULL REFERENCES trust (id),
  number       {int64} NOT NULL,
  master       TEXT NOT NULL,               -- name of the master key that wraps it
  wrapped      {bytes} NOT NULL,
  PRIMARY KEY (trust, number)
) {by_key};

CREATE TABLE data_key (
  trust        TEXT NOT NULL REFERENCES trust (id),
  holder       TEXT NOT NULL,               -- a person's id, or the trust's own
  number       {int64} NOT NULL,            -- the trust key that wraps it
  wrapped      {bytes} NOT NULL,
  PRIMARY KEY (trust, holder)
) {by_key};
CREATE INDEX data_key_by_number ON data_key (trust, number);

-- A thing belongs to one person's record. This row is its head: the one that points. Keys begin with
-- the person, so that a record lies together and costs the same to read however many there are.
CREATE TABLE thing (
  trust        TEXT NOT NULL REFERENCES trust (id),
  person       TEXT NOT NULL,
  id           TEXT NOT NULL,
  kind         TEXT NOT NULL,
  state        TEXT NOT NULL,               -- the kind's own word: open, finished, active, moved …
  author       TEXT NOT NULL,               -- the account that made it
  made_at      TEXT NOT NULL,
  head         {int64} NOT NULL,            -- number of the newest version
  PRIMARY KEY (trust, person, id)
) {by_key};
-- Few are open at a time, and lists ask for them. The state stands in it too, so that SQLite finds all
-- it needs here and takes it.
CREATE INDEX thing_open ON thing (trust, kind, state, person) WHERE state = 'open';

CREATE TABLE version (
  trust        TEXT NOT NULL,
  person       TEXT NOT NULL,
  thing        TEXT NOT NULL,
  number       {int64} NOT NULL,
  based_on     {int64} NOT NULL,            -- 0 for the first
  author       TEXT NOT NULL,
  made_at      TEXT NOT NULL,
  body         {bytes} NOT NULL,
  PRIMARY KEY (trust, person, thing, number),
  FOREIGN KEY (trust, person, thing) REFERENCES thing (trust, person, id)
) {by_key};

-- Words saved on a base that somebody else had already changed: kept until their author merges them.
CREATE TABLE draft (
  trust        TEXT NOT NULL,
  person       TEXT NOT NULL,
  thing        TEXT NOT NULL,
  author       TEXT NOT NULL,
  based_on     {int64} NOT NULL,
  made_at      TEXT NOT NULL,
  body         {bytes} NOT NULL,
  PRIMARY KEY (trust, person, thing, author),
  FOREIGN KEY (trust, person, thing) REFERENCES thing (trust, person, id)
) {by_key};

-- What was entered in the wrong person's record, where it went, and why.
CREATE TABLE moved_thing (
  trust        TEXT NOT NULL,
  person       TEXT NOT NULL,
  thing        TEXT NOT NULL,
  to_person    TEXT NOT NULL,
  to_thing     TEXT NOT NULL,
  account      TEXT NOT NULL,
  moved_at     TEXT NOT NULL,
  sealed_reason {bytes} NOT NULL,           -- with the trust's data key
  PRIMARY KEY (trust, person, thing),
  FOREIGN KEY (trust, person, thing) REFERENCES thing (trust, person, id)
) {by_key};

-- A form carries a token made with it, so that sending it twice records it once.
CREATE TABLE submission (
  trust        TEXT NOT NULL,
  account      TEXT NOT NULL,
  token        TEXT NOT NULL,
  made_at      TEXT NOT NULL,
  PRIMARY KEY (trust, account, token)
) {by_key};
CREATE INDEX submission_by_time ON submission (made_at);

-- One chain for each trust. `mac` covers this entry and the mac before it.
CREATE TABLE audit_entry (
  trust        TEXT NOT NULL,
  number       {int64} NOT NULL,
  at           TEXT NOT NULL,
  account      TEXT NOT NULL,               -- empty: the command line
  action       TEXT NOT NULL,
  person       TEXT NOT NULL,               -- empty: no one person's record
  subject      TEXT NOT NULL,               -- which thing, or the people a list showed
  reason       {bytes},                     -- sealed with the trust's data key
  mac          {bytes} NOT NULL,
  made         TEXT NOT NULL,               -- the versions that it made: thing and number, one a line
  PRIMARY KEY (trust, number)
) {strict};
CREATE INDEX audit_entry_by_person ON audit_entry (trust, person, number);

CREATE TABLE audit_head (
  trust        TEXT PRIMARY KEY,
  number       {int64} NOT NULL,
  mac          {bytes} NOT NULL
) {by_key};
