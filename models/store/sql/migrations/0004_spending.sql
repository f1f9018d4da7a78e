-- Limits and budgets of their own for organizations, projects and keys; what calls cost, and every movement of money.

-- NULL: as the next wider one says (key, organization, plan, server). For a while all of it may be raise_factor times as much.
ALTER TABLE organizations ADD COLUMN standard_count INTEGER;
ALTER TABLE organizations ADD COLUMN ai_count INTEGER;
ALTER TABLE organizations ADD COLUMN raise_factor INTEGER;
ALTER TABLE organizations ADD COLUMN raised_until INTEGER;
ALTER TABLE organizations ADD COLUMN cap_micros INTEGER;
ALTER TABLE organizations ADD COLUMN alert_micros INTEGER;
ALTER TABLE projects ADD COLUMN cap_micros INTEGER;
ALTER TABLE projects ADD COLUMN alert_micros INTEGER;
ALTER TABLE api_keys ADD COLUMN standard_count INTEGER;
ALTER TABLE api_keys ADD COLUMN ai_count INTEGER;
ALTER TABLE api_keys ADD COLUMN raise_factor INTEGER;
ALTER TABLE api_keys ADD COLUMN raised_until INTEGER;
ALTER TABLE api_keys ADD COLUMN cap_micros INTEGER;
ALTER TABLE api_keys ADD COLUMN alert_micros INTEGER;
-- How many days before its end somebody was last told of it.
ALTER TABLE api_keys ADD COLUMN expiry_told INTEGER;
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at) WHERE revoked_at IS NULL AND expires_at IS NOT NULL;

-- Never changed: a new price ends the one before, and the ledger keeps saying which one it was.
CREATE TABLE prices (
    id                TEXT PRIMARY KEY,
    upstream          TEXT NOT NULL,
    kind              TEXT NOT NULL CHECK (kind IN ('tool', 'route', 'model')),
    subject           TEXT NOT NULL,
    call_micros       INTEGER NOT NULL CHECK (call_micros >= 0),
    input_micros      INTEGER NOT NULL CHECK (input_micros >= 0),
    output_micros     INTEGER NOT NULL CHECK (output_micros >= 0),
    max_output_tokens INTEGER NOT NULL CHECK (max_output_tokens >= 0),
    since             INTEGER NOT NULL,
    until             INTEGER
) STRICT;
CREATE UNIQUE INDEX prices_in_force ON prices (upstream, kind, subject) WHERE until IS NULL;
CREATE INDEX prices_by_time ON prices (since DESC, id DESC);

-- What a budget (org_, prj_, key_) has spent and holds in a month. Sums of the ledger, kept so that one statement decides.
CREATE TABLE budget_months (
    subject      TEXT NOT NULL,
    period       TEXT NOT NULL,
    spent_micros INTEGER NOT NULL CHECK (spent_micros >= 0),
    held_micros  INTEGER NOT NULL CHECK (held_micros >= 0),
    PRIMARY KEY (subject, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE budget_alerts (
    subject TEXT NOT NULL,
    period  TEXT NOT NULL,
    percent INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (subject, period, percent)
) STRICT, WITHOUT ROWID;

-- Money set aside for calls that are under way.
CREATE TABLE holds (
    id              TEXT PRIMARY KEY,
    period          TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    project_id      TEXT NOT NULL,
    credential_id   TEXT NOT NULL,
    upstream        TEXT NOT NULL,
    subject         TEXT NOT NULL,
    price_id        TEXT NOT NULL,
    amount_micros   INTEGER NOT NULL CHECK (amount_micros >= 0),
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_by_expiry ON holds (expires_at);

CREATE TABLE ledger (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    at              INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('hold', 'settle', 'release', 'expire')),
    hold_id         TEXT NOT NULL,
    period          TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    project_id      TEXT NOT NULL,
    credential_id   TEXT NOT NULL,
    upstream        TEXT NOT NULL,
    subject         TEXT NOT NULL,
    price_id        TEXT NOT NULL,
    held_micros     INTEGER NOT NULL,
    spent_micros    INTEGER NOT NULL CHECK (spent_micros >= 0),
    input_tokens    INTEGER NOT NULL,
    output_tokens   INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_by_organization ON ledger (organization_id, period);
CREATE INDEX ledger_by_credential ON ledger (credential_id, period);

-- How many requests a credential made in a minute, for a week: what another limit would have done is read off it.
CREATE TABLE request_counts (
    subject  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    minute   INTEGER NOT NULL,
    admitted INTEGER NOT NULL,
    refused  INTEGER NOT NULL,
    PRIMARY KEY (subject, kind, minute)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_counts_by_minute ON request_counts (minute);
