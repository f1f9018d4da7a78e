-- The passkey that answered, by the name that the authenticator gave it.
SELECT id, account_id, credential_id, public_key, algorithm, sign_count, name, created_at, last_used_at
FROM passkeys WHERE credential_id = :credential_id
