-- Switches the second factor off.
DELETE FROM totp WHERE account_id = :account_id
