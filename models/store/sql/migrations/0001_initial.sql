-- What Ostiary keeps. SCHEMA.md says what is hashed, what expires and who deletes it. Times are milliseconds since 1970 UTC.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    email           TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL CHECK (kind IN ('person', 'agent')),
    is_admin        INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    password_hash   TEXT NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    kind            TEXT NOT NULL CHECK (kind IN ('fos', 'fvk')),
    name            TEXT NOT NULL,
    hint            TEXT NOT NULL,
    hash            BLOB NOT NULL UNIQUE,
    scopes          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    last_used_at    INTEGER,
    revoked_at      INTEGER
) STRICT;
CREATE INDEX api_keys_by_time ON api_keys (created_at DESC, id DESC);
CREATE INDEX api_keys_by_account ON api_keys (account_id, created_at DESC, id DESC);

CREATE TABLE browser_sessions (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    hash       BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address    TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX browser_sessions_by_account ON browser_sessions (account_id);
CREATE INDEX browser_sessions_by_expiry ON browser_sessions (expires_at);

CREATE TABLE oauth_clients (
    id                         TEXT PRIMARY KEY,
    name                       TEXT NOT NULL,
    redirect_uris              TEXT NOT NULL,
    token_endpoint_auth_method TEXT NOT NULL,
    grant_types                TEXT NOT NULL,
    scope                      TEXT NOT NULL,
    secret_hash                BLOB,
    registration_token_hash    BLOB NOT NULL,
    created_at                 INTEGER NOT NULL,
    last_used_at               INTEGER
) STRICT;
CREATE INDEX oauth_clients_by_time ON oauth_clients (created_at DESC, id DESC);

CREATE TABLE grants (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    client_id       TEXT NOT NULL REFERENCES oauth_clients (id),
    scopes          TEXT NOT NULL,
    resource        TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    last_used_at    INTEGER,
    revoked_at      INTEGER
) STRICT;
CREATE INDEX grants_by_time ON grants (created_at DESC, id DESC);
CREATE INDEX grants_by_account ON grants (account_id, created_at DESC, id DESC);
CREATE INDEX grants_by_client ON grants (client_id);

CREATE TABLE refresh_tokens (
    hash       BLOB PRIMARY KEY,
    grant_id   TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    successor  BLOB,
    UNIQUE (grant_id, generation)
) STRICT;

CREATE TABLE authorization_codes (
    hash           BLOB PRIMARY KEY,
    client_id      TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    account_id     TEXT NOT NULL REFERENCES accounts (id),
    redirect_uri   TEXT NOT NULL,
    code_challenge TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    resource       TEXT NOT NULL,
    expires_at     INTEGER NOT NULL,
    used_at        INTEGER,
    wrong_tries    INTEGER NOT NULL DEFAULT 0,
    grant_id       TEXT
) STRICT;
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

CREATE TABLE approvals (
    id             TEXT PRIMARY KEY,
    session_id     TEXT NOT NULL,
    account_id     TEXT NOT NULL REFERENCES accounts (id),
    client_id      TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    redirect_uri   TEXT NOT NULL,
    client_state   TEXT,
    code_challenge TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    resource       TEXT NOT NULL,
    match_code     TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    decision       TEXT NOT NULL CHECK (decision IN ('pending', 'approved', 'denied')),
    decided_at     INTEGER,
    answered_at    INTEGER
) STRICT;
CREATE INDEX approvals_by_time ON approvals (created_at DESC, id DESC);
CREATE INDEX approvals_by_session ON approvals (session_id);

CREATE TABLE consents (
    account_id    TEXT NOT NULL REFERENCES accounts (id),
    client_id     TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    redirect_host TEXT NOT NULL,
    resource      TEXT NOT NULL,
    scopes        TEXT NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (account_id, client_id, redirect_host, resource)
) STRICT, WITHOUT ROWID;

CREATE TABLE signing_keys (
    kid            TEXT PRIMARY KEY,
    algorithm      TEXT NOT NULL,
    sealed_private BLOB NOT NULL,
    public_jwk     TEXT NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
