-- Attempts that nobody asks about any more, and all but the newest.
DELETE FROM connection_attempts WHERE started_at <= :before
    OR id NOT IN (SELECT id FROM connection_attempts ORDER BY started_at DESC, id DESC LIMIT :most)
