-- Spends a step: each code works once, and none that is older.
UPDATE totp SET last_step = :step WHERE account_id = :account_id AND last_step < :step
