-- Ends all passkeys of an account.
DELETE FROM passkeys WHERE account_id = :account_id
