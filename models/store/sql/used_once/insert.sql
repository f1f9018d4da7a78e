-- Notes what may be used once; only the first caller can.
INSERT INTO used_once (hash, expires_at) VALUES (:hash, :expires_at) ON CONFLICT (hash) DO NOTHING
