-- A new client, or one whose document came back after it was deleted or changed.
INSERT INTO oauth_clients (id, name, redirect_uris, token_endpoint_auth_method, grant_types, scope, secret_hash, registration_token_hash,
                           created_at, origin, software_id, software, jwks, jwks_uri, document_fetched_at, dpop_bound)
VALUES (:id, :name, :redirect_uris, :token_endpoint_auth_method, :grant_types, :scope, :secret_hash, :registration_token_hash,
        :created_at, :origin, :software_id, :software, :jwks, :jwks_uri, :document_fetched_at, :dpop_bound)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, redirect_uris = excluded.redirect_uris,
token_endpoint_auth_method = excluded.token_endpoint_auth_method, grant_types = excluded.grant_types, scope = excluded.scope,
software_id = excluded.software_id, software = excluded.software, jwks = excluded.jwks, jwks_uri = excluded.jwks_uri,
document_fetched_at = excluded.document_fetched_at, dpop_bound = excluded.dpop_bound, deleted_at = NULL
WHERE oauth_clients.origin = 'document' AND excluded.origin = 'document'
