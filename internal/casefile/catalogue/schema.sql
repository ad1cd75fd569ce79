-- The index of a case. Nothing here is truth: every row is derived from acts
-- and runs. When this text changes, raise schemaVersion in catalogue.go; an
-- index of another version is dropped and made again.
CREATE TABLE head (           -- one row: the act up to which the index goes
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  seq    INTEGER NOT NULL,
  digest TEXT    NOT NULL
) STRICT;

CREATE TABLE run (
  n      INTEGER PRIMARY KEY,
  digest TEXT    NOT NULL UNIQUE
) STRICT;

CREATE TABLE finding (        -- where in the run's findings.jsonl a finding stands
  run    INTEGER NOT NULL REFERENCES run(n),
  kind   TEXT    NOT NULL,    -- subject, hit
  id     TEXT    NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,    -- bytes, without the line end
  rank   INTEGER NOT NULL,    -- 0 for hits
  band   TEXT    NOT NULL,    -- '' for hits
  PRIMARY KEY (run, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (       -- verdicts, notes and outcomes, by the act that holds them
  act     INTEGER PRIMARY KEY,
  item    TEXT NOT NULL,
  time    TEXT NOT NULL,      -- RFC 3339
  actor   TEXT NOT NULL,
  verdict TEXT NOT NULL,      -- '' for a note
  text    TEXT NOT NULL
) STRICT;
