-- Clients, newest first, from a cursor on. What registered again and again is one row, its newest registration, with their number.
SELECT c.id, c.name, c.redirect_uris, c.token_endpoint_auth_method, c.grant_types, c.scope, c.created_at,
(SELECT MAX(o.last_used_at) FROM oauth_clients o WHERE o.software = c.software AND o.deleted_at IS NULL),
c.owner_id, c.origin, c.software_id, c.jwks, c.jwks_uri, c.document_fetched_at, c.dpop_bound,
(SELECT COUNT(*) FROM oauth_clients o WHERE o.software = c.software AND o.deleted_at IS NULL)
FROM oauth_clients c WHERE (c.created_at, c.id) < (:created_at, :id) AND c.deleted_at IS NULL
AND NOT EXISTS (SELECT 1 FROM oauth_clients n WHERE n.software = c.software AND n.deleted_at IS NULL AND (n.created_at, n.id) > (c.created_at, c.id))
ORDER BY c.created_at DESC, c.id DESC LIMIT :limit
