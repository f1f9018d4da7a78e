-- Remembers what an account allowed.
INSERT INTO consents (account_id, client_id, redirect_host, resource, scopes, updated_at)
VALUES (:account_id, :client_id, :redirect_host, :resource, :scopes, :now)
ON CONFLICT (account_id, client_id, redirect_host, resource) DO UPDATE SET scopes = excluded.scopes, updated_at = excluded.updated_at
