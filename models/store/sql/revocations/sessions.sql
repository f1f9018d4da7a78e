-- The browser sessions that taking everything back ends: in an organization, those of its members.
SELECT s.id FROM browser_sessions s WHERE s.id <> :kept AND (:account_id = '' OR s.account_id = :account_id)
    AND (:organization_id = '' OR s.account_id IN (SELECT a.id FROM accounts a WHERE a.organization_id = :organization_id))
    AND s.expires_at > :now
