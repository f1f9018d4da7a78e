-- The code that a client presented, by its HMAC.
SELECT client_id, account_id, redirect_uri, code_challenge, scopes, resource, expires_at, used_at, wrong_tries, grant_id, key_thumbprint, left_out, lifetime_s
FROM authorization_codes WHERE hash = :hash
