-- The keys that taking everything back ends: of one account, of one organization, or all.
SELECT id, name, last_used_at FROM api_keys WHERE (:account_id = '' OR account_id = :account_id) AND (:organization_id = '' OR organization_id = :organization_id) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
ORDER BY last_used_at DESC, id
