-- Invitations into an organization that still hold, newest first.
SELECT l.id, l.purpose, l.account_id, l.organization_id, l.role, l.created_by, l.created_at, l.expires_at, l.used_at FROM one_time_links l
WHERE l.organization_id = :organization_id AND l.purpose = 'member' AND l.used_at IS NULL AND l.expires_at > :now
ORDER BY l.created_at DESC, l.id DESC LIMIT :limit
