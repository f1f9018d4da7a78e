-- Remembers an assertion; the first time counts.
INSERT INTO client_assertions (client_id, hash, expires_at) VALUES (:client_id, :hash, :expires_at) ON CONFLICT DO NOTHING
