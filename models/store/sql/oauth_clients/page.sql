-- Clients, newest first, from a cursor on.
SELECT id, name, redirect_uris, token_endpoint_auth_method, grant_types, scope, created_at, last_used_at, owner_id FROM oauth_clients WHERE (created_at, id) < (:created_at, :id) ORDER BY created_at DESC, id DESC LIMIT :limit
