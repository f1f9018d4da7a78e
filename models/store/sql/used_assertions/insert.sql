-- Notes an assertion; only the first caller can.
INSERT INTO used_assertions (hash, expires_at) VALUES (:hash, :expires_at) ON CONFLICT (hash) DO NOTHING
