-- People and agents, second factors, organizations with roles, projects and plans.

-- What an organization may do. The figures are the operator's to change. NULL: for a rate, the server's own setting; for all
-- else, no limit.
CREATE TABLE plans (
    name           TEXT PRIMARY KEY,
    rank           INTEGER NOT NULL UNIQUE,
    title          TEXT NOT NULL,
    standard_count INTEGER,
    ai_count       INTEGER,
    ai_cap_micros  INTEGER,
    member_limit   INTEGER,
    project_limit  INTEGER,
    custom_limits  INTEGER NOT NULL CHECK (custom_limits IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO plans (name, rank, title, standard_count, ai_count, ai_cap_micros, member_limit, project_limit, custom_limits)
VALUES ('free',       1, 'Free',       NULL, NULL,   5000000,    1,    1, 0),
       ('pro',        2, 'Pro',        NULL, NULL,  50000000,   10,   20, 0),
       ('enterprise', 3, 'Enterprise', NULL, NULL,      NULL, NULL, NULL, 1);

ALTER TABLE organizations ADD COLUMN plan TEXT NOT NULL DEFAULT 'free';
ALTER TABLE organizations ADD COLUMN trial_ends_at INTEGER;
ALTER TABLE organizations ADD COLUMN personal_of TEXT REFERENCES accounts (id);

ALTER TABLE accounts ADD COLUMN owner_id TEXT REFERENCES accounts (id);
ALTER TABLE accounts ADD COLUMN disabled_at INTEGER;
ALTER TABLE accounts ADD COLUMN password_changed_at INTEGER;
UPDATE organizations SET personal_of = (SELECT a.id FROM accounts a WHERE a.organization_id = organizations.id);

CREATE TABLE memberships (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    role            TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'auditor')),
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_account ON memberships (account_id);
INSERT INTO memberships (organization_id, account_id, role, created_at)
SELECT organization_id, id, 'owner', created_at FROM accounts;

CREATE TABLE projects (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name            TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    UNIQUE (organization_id, name)
) STRICT;
CREATE INDEX projects_by_organization ON projects (organization_id, created_at DESC, id DESC);
-- Every organization has a project from its first moment on, so that keys and grants always have one.
INSERT INTO projects (id, organization_id, name, created_at)
SELECT 'prj_' || substr(id, 5), id, 'Default', created_at FROM organizations;

ALTER TABLE api_keys ADD COLUMN project_id TEXT REFERENCES projects (id);
UPDATE api_keys SET project_id = (SELECT p.id FROM projects p WHERE p.organization_id = api_keys.organization_id);
ALTER TABLE grants ADD COLUMN project_id TEXT REFERENCES projects (id);
UPDATE grants SET project_id = (SELECT p.id FROM projects p WHERE p.organization_id = grants.organization_id);
CREATE INDEX api_keys_by_project ON api_keys (project_id);
CREATE INDEX grants_by_project ON grants (project_id);
CREATE INDEX api_keys_by_organization ON api_keys (organization_id);
CREATE INDEX grants_by_organization ON grants (organization_id);

ALTER TABLE browser_sessions ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE browser_sessions ADD COLUMN authenticated_at INTEGER NOT NULL DEFAULT 0;
UPDATE browser_sessions SET last_seen_at = created_at, authenticated_at = created_at;

CREATE TABLE totp (
    account_id    TEXT PRIMARY KEY REFERENCES accounts (id),
    sealed_secret BLOB NOT NULL,
    last_step     INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    hash       BLOB NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (account_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    id            TEXT PRIMARY KEY,
    account_id    TEXT NOT NULL REFERENCES accounts (id),
    credential_id BLOB NOT NULL UNIQUE,
    public_key    BLOB NOT NULL,
    algorithm     INTEGER NOT NULL,
    sign_count    INTEGER NOT NULL,
    name          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER
) STRICT;
CREATE INDEX passkeys_by_account ON passkeys (account_id, created_at);

-- Links and codes that work once: a password reset, an invitation into an organization, an invitation of an agent.
CREATE TABLE one_time_links (
    hash            BLOB PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    purpose         TEXT NOT NULL CHECK (purpose IN ('reset', 'member', 'agent')),
    account_id      TEXT REFERENCES accounts (id),
    organization_id TEXT REFERENCES organizations (id),
    role            TEXT CHECK (role IN ('owner', 'admin', 'member', 'auditor')),
    created_by      TEXT REFERENCES accounts (id),
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    used_at         INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_links_by_expiry ON one_time_links (expires_at);
CREATE INDEX one_time_links_by_organization ON one_time_links (organization_id);

CREATE TABLE sign_ins (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at         INTEGER NOT NULL,
    method     TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    address    TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sign_ins_by_account ON sign_ins (account_id, at DESC, id DESC);
CREATE INDEX sign_ins_by_time ON sign_ins (at);
