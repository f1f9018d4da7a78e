-- Spends a recovery code; only one caller can.
UPDATE recovery_codes SET used_at = :now WHERE account_id = :account_id AND hash = :hash AND used_at IS NULL
