-- What a client says of itself anew (RFC 7592).
UPDATE oauth_clients SET name = :name, redirect_uris = :redirect_uris, token_endpoint_auth_method = :token_endpoint_auth_method,
grant_types = :grant_types, scope = :scope, secret_hash = :secret_hash, software_id = :software_id, software = :software,
jwks = :jwks, jwks_uri = :jwks_uri, dpop_bound = :dpop_bound WHERE id = :id AND deleted_at IS NULL
