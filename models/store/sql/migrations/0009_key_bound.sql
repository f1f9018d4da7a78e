-- Tokens that work only together with a key (RFC 9449), by its thumbprint (RFC 7638); the empty one is none.
ALTER TABLE grants ADD COLUMN key_thumbprint TEXT NOT NULL DEFAULT '';
ALTER TABLE authorization_codes ADD COLUMN key_thumbprint TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN key_thumbprint TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN dpop_bound INTEGER NOT NULL DEFAULT 0 CHECK (dpop_bound IN (0, 1));

-- The rule by which a program came that its own platform vouches for.
ALTER TABLE grants ADD COLUMN workload TEXT NOT NULL DEFAULT '';

-- One table for all that counts once. Proofs of clients live five minutes and were kept under another name: they are not carried over.
CREATE TABLE used_once (
    hash       BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_once_by_expiry ON used_once (expires_at);
INSERT INTO used_once (hash, expires_at) SELECT hash, expires_at FROM used_assertions;
DROP TABLE used_assertions;
DROP TABLE client_assertions;
