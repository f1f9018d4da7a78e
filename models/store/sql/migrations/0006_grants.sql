-- OAuth sessions of programs, devices without a browser, what reuse ended, and signing keys that rotate.
ALTER TABLE grants ADD COLUMN reused_at INTEGER;
ALTER TABLE grants ADD COLUMN is_machine INTEGER NOT NULL DEFAULT 0 CHECK (is_machine IN (0, 1));
ALTER TABLE grants ADD COLUMN vouched_by TEXT NOT NULL DEFAULT '';
CREATE INDEX grants_of_machines ON grants (client_id, resource, created_at) WHERE is_machine = 1;

-- In whose name a program may ask for tokens of its own. NULL: it may not.
ALTER TABLE oauth_clients ADD COLUMN owner_id TEXT REFERENCES accounts (id);

CREATE TABLE device_codes (
    hash           BLOB PRIMARY KEY,
    user_code_hash BLOB NOT NULL UNIQUE,
    client_id      TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    scopes         TEXT NOT NULL,
    resource       TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    interval_s     INTEGER NOT NULL,
    polled_at      INTEGER,
    approval_id    TEXT,
    used_at        INTEGER,
    grant_id       TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX device_codes_by_expiry ON device_codes (expires_at);

-- A key signs from starts_at on. Each period has one key, whoever makes it first.
ALTER TABLE signing_keys ADD COLUMN starts_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE signing_keys ADD COLUMN period INTEGER NOT NULL DEFAULT 1;
UPDATE signing_keys SET starts_at = created_at;
UPDATE signing_keys SET period = (SELECT count(*) FROM signing_keys older WHERE (older.created_at, older.kid) <= (signing_keys.created_at, signing_keys.kid));
CREATE UNIQUE INDEX signing_keys_by_period ON signing_keys (period);

-- Assertions of a trusted issuer that were taken once (RFC 7523 section 3).
CREATE TABLE used_assertions (
    hash       BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_assertions_by_expiry ON used_assertions (expires_at);
