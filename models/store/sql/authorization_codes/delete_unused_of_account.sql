-- Codes of an account that nobody exchanged yet.
DELETE FROM authorization_codes WHERE account_id = :account_id AND used_at IS NULL
