-- A new authorization code.
INSERT INTO authorization_codes (hash, client_id, account_id, redirect_uri, code_challenge, scopes, resource, expires_at, key_thumbprint, left_out, lifetime_s)
VALUES (:hash, :client_id, :account_id, :redirect_uri, :code_challenge, :scopes, :resource, :expires_at, :key_thumbprint, :left_out, :lifetime_s)
