-- Projects of everyone, newest first, from a cursor on.
SELECT p.id, p.organization_id, p.name,
    (SELECT count(*) FROM api_keys k WHERE k.project_id = p.id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > :now)),
    p.created_at, p.cap_micros, p.alert_micros FROM projects p
WHERE (p.created_at, p.id) < (:created_at, :id) ORDER BY p.created_at DESC, p.id DESC LIMIT :limit
