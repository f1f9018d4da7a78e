-- A new sign-in.
INSERT INTO browser_sessions (id, account_id, hash, created_at, expires_at, address, user_agent)
VALUES (:id, :account_id, :hash, :created_at, :expires_at, :address, :user_agent)
