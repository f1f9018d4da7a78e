-- Switches the second factor on; a secret that is there stays.
INSERT INTO totp (account_id, sealed_secret, last_step, created_at) VALUES (:account_id, :sealed_secret, :last_step, :created_at)
ON CONFLICT (account_id) DO NOTHING
