-- A new sign-in.
INSERT INTO browser_sessions (id, account_id, hash, created_at, expires_at, last_seen_at, authenticated_at, address, user_agent)
VALUES (:id, :account_id, :hash, :created_at, :expires_at, :created_at, :created_at, :address, :user_agent)
