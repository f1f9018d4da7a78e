-- One client by its id, with the hashes of its secret and registration token; not one that was deleted.
SELECT c.id, c.name, c.redirect_uris, c.token_endpoint_auth_method, c.grant_types, c.scope, c.created_at, c.last_used_at, c.owner_id, c.origin, c.software_id, c.jwks, c.jwks_uri, c.document_fetched_at, c.dpop_bound, 1, c.secret_hash, c.registration_token_hash
FROM oauth_clients c WHERE c.id = :id AND c.deleted_at IS NULL
