-- The client that stands for a workload, as its rule names it now.
INSERT INTO oauth_clients (id, name, redirect_uris, token_endpoint_auth_method, grant_types, scope, registration_token_hash, created_at, origin, software)
VALUES (:id, :name, '[]', 'none', :grant_types, '', x'', :now, 'operator', :id)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, deleted_at = NULL WHERE oauth_clients.name <> excluded.name OR oauth_clients.deleted_at IS NOT NULL
