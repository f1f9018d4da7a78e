-- What a consent allowed of what was asked for, and for how long. Consents of browsers where nobody is signed in have no account.
CREATE TABLE new_approvals (
    id               TEXT PRIMARY KEY,
    session_id       TEXT NOT NULL,
    browser_hash     BLOB,
    account_id       TEXT REFERENCES accounts (id),
    client_id        TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    redirect_uri     TEXT NOT NULL,
    client_state     TEXT,
    code_challenge   TEXT NOT NULL,
    scopes           TEXT NOT NULL,
    resource         TEXT NOT NULL,
    match_code       TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL,
    decision         TEXT NOT NULL CHECK (decision IN ('pending', 'approved', 'denied')),
    decided_at       INTEGER,
    answered_at      INTEGER,
    allowed_scopes   TEXT NOT NULL DEFAULT '',
    allowed_s        INTEGER
) STRICT;
INSERT INTO new_approvals (id, session_id, account_id, client_id, redirect_uri, client_state, code_challenge, scopes, resource, match_code, created_at, expires_at, decision, decided_at, answered_at, allowed_scopes)
SELECT id, session_id, account_id, client_id, redirect_uri, client_state, code_challenge, scopes, resource, match_code, created_at, expires_at, decision, decided_at, answered_at, CASE decision WHEN 'approved' THEN scopes ELSE '' END FROM approvals;
DROP TABLE approvals;
ALTER TABLE new_approvals RENAME TO approvals;
CREATE INDEX approvals_by_time ON approvals (created_at DESC, id DESC);
CREATE INDEX approvals_by_session ON approvals (session_id);

ALTER TABLE authorization_codes ADD COLUMN left_out TEXT NOT NULL DEFAULT '';
ALTER TABLE authorization_codes ADD COLUMN lifetime_s INTEGER;
ALTER TABLE grants ADD COLUMN left_out TEXT NOT NULL DEFAULT '';
