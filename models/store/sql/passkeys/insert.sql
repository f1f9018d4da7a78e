-- A new passkey, unless the account has its full number (checked in the same statement: no race) or the authenticator is known.
INSERT INTO passkeys (id, account_id, credential_id, public_key, algorithm, sign_count, name, created_at)
SELECT :id, :account_id, :credential_id, :public_key, :algorithm, :sign_count, :name, :created_at
WHERE (SELECT count(*) FROM passkeys WHERE account_id = :account_id) < :most
ON CONFLICT (credential_id) DO NOTHING
