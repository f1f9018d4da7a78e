-- The keys of an account that still work; with an organization, only those made under it.
SELECT id FROM api_keys WHERE account_id = :account_id AND revoked_at IS NULL AND (:organization_id = '' OR organization_id = :organization_id)
