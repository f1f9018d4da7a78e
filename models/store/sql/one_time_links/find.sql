-- The link that somebody followed, by the HMAC of its token.
SELECT l.id, l.purpose, l.account_id, l.organization_id, l.role, l.created_by, l.created_at, l.expires_at, l.used_at FROM one_time_links l WHERE l.hash = :hash
