-- A device now waits for somebody to type its code.
INSERT INTO device_codes (hash, user_code_hash, client_id, scopes, resource, created_at, expires_at, interval_s)
VALUES (:hash, :user_code_hash, :client_id, :scopes, :resource, :created_at, :expires_at, :interval_s)
