-- The OAuth sessions that taking everything back ends.
SELECT g.id, c.name FROM grants g JOIN oauth_clients c ON c.id = g.client_id
WHERE (:account_id = '' OR g.account_id = :account_id) AND (:organization_id = '' OR g.organization_id = :organization_id)
    AND g.revoked_at IS NULL AND g.expires_at > :now ORDER BY g.last_used_at DESC, g.id
