-- Whether an account has a passkey.
SELECT EXISTS (SELECT 1 FROM passkeys WHERE account_id = :account_id)
