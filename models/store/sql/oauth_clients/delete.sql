-- Ends a client; its row stays while sessions that it had are listed.
UPDATE oauth_clients SET deleted_at = :now, secret_hash = NULL, registration_token_hash = x'' WHERE id = :id AND deleted_at IS NULL
