-- Remembers the last use.
UPDATE browser_sessions SET last_seen_at = :now WHERE id = :id AND last_seen_at < :now
