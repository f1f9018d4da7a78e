-- One more recovery code.
INSERT INTO recovery_codes (account_id, hash) VALUES (:account_id, :hash)
