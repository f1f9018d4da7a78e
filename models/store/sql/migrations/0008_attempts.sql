-- How clients came in: a timeline of each attempt to connect. What an attempt names may be gone by now, so nothing here
-- refers to another table. Entries are JSON: they are only ever read together.
CREATE TABLE connection_attempts (
    id              TEXT PRIMARY KEY,
    client_id       TEXT NOT NULL,
    client_name     TEXT NOT NULL,
    account_id      TEXT NOT NULL,
    address         TEXT NOT NULL,
    user_agent      TEXT NOT NULL,
    resource        TEXT NOT NULL,
    started_at      INTEGER NOT NULL,
    last_at         INTEGER NOT NULL,
    reached         TEXT NOT NULL,
    succeeded       INTEGER NOT NULL CHECK (succeeded IN (0, 1)),
    stopped_because TEXT NOT NULL,
    entries         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX connection_attempts_by_start ON connection_attempts (started_at, id);
CREATE INDEX connection_attempts_by_account ON connection_attempts (account_id, started_at, id);
