-- A new client.
INSERT INTO oauth_clients (id, name, redirect_uris, token_endpoint_auth_method, grant_types, scope, secret_hash,
                           registration_token_hash, created_at)
VALUES (:id, :name, :redirect_uris, :token_endpoint_auth_method, :grant_types, :scope, :secret_hash,
        :registration_token_hash, :created_at)
