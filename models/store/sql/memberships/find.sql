-- One member.
SELECT m.organization_id, m.account_id, a.email, a.kind, m.role, m.created_at
FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.organization_id = :organization_id AND m.account_id = :account_id
