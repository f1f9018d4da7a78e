-- The members of an organization, oldest first.
SELECT m.organization_id, m.account_id, a.email, a.kind, m.role, m.created_at
FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.organization_id = :organization_id
ORDER BY m.created_at, m.account_id LIMIT :limit
