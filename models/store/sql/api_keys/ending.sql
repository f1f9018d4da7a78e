-- Keys that end before a moment and whose owners were last told of it further ahead, or never.
SELECT k.id, k.name, k.hint, k.expires_at, a.email FROM api_keys k JOIN accounts a ON a.id = k.account_id
WHERE k.revoked_at IS NULL AND k.expires_at > :now AND k.expires_at <= :before AND (k.expiry_told IS NULL OR k.expiry_told > :days)
    AND k.expires_at - k.created_at > :before - :now AND NOT EXISTS (SELECT 1 FROM api_keys n WHERE n.replaces = k.id)
ORDER BY k.expires_at LIMIT 200
