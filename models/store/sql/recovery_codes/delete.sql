-- Ends all recovery codes of an account.
DELETE FROM recovery_codes WHERE account_id = :account_id
