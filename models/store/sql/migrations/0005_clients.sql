-- Clients that describe themselves by a document, that an operator made, and that are gone; and proofs by signed assertion.
ALTER TABLE oauth_clients ADD COLUMN origin TEXT NOT NULL DEFAULT 'registered' CHECK (origin IN ('registered', 'document', 'operator'));
ALTER TABLE oauth_clients ADD COLUMN software_id TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN software TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN jwks TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN jwks_uri TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN document_fetched_at INTEGER;
ALTER TABLE oauth_clients ADD COLUMN deleted_at INTEGER;
UPDATE oauth_clients SET software = id;
CREATE INDEX oauth_clients_by_software ON oauth_clients (software, created_at, id);

-- The jti of each assertion that a client proved itself with, until it would have run out anyway.
CREATE TABLE client_assertions (
    client_id  TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    hash       BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);
