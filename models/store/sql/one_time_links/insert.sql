-- A new link.
INSERT INTO one_time_links (hash, id, purpose, account_id, organization_id, role, created_by, created_at, expires_at)
VALUES (:hash, :id, :purpose, :account_id, :organization_id, :role, :created_by, :created_at, :expires_at)
