-- One client by its id, with the hashes of its secret and registration token.
SELECT id, name, redirect_uris, token_endpoint_auth_method, grant_types, scope, created_at, last_used_at, owner_id, secret_hash, registration_token_hash FROM oauth_clients WHERE id = :id
