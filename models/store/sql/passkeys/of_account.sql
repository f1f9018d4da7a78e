-- The passkeys of one account, oldest first.
SELECT id, account_id, credential_id, public_key, algorithm, sign_count, name, created_at, last_used_at
FROM passkeys WHERE account_id = :account_id ORDER BY created_at, id
