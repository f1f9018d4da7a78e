-- Forgets a passkey of this account.
DELETE FROM passkeys WHERE id = :id AND account_id = :account_id
