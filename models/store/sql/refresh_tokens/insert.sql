-- The next refresh token of an OAuth session.
INSERT INTO refresh_tokens (hash, grant_id, generation, created_at) VALUES (:hash, :grant_id, :generation, :created_at)
