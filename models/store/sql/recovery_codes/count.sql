-- How many recovery codes are left.
SELECT count(*) FROM recovery_codes WHERE account_id = :account_id AND used_at IS NULL
