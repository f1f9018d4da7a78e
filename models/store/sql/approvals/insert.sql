-- A consent that a browser page now waits for.
INSERT INTO approvals (id, session_id, browser_hash, account_id, client_id, redirect_uri, client_state, code_challenge, scopes, resource,
                       match_code, created_at, expires_at, decision, key_thumbprint)
VALUES (:id, :session_id, :browser_hash, :account_id, :client_id, :redirect_uri, :client_state, :code_challenge, :scopes, :resource,
        :match_code, :created_at, :expires_at, 'pending', :key_thumbprint)
