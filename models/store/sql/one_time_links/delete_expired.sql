-- Clears out links that ran out.
DELETE FROM one_time_links WHERE expires_at <= :before
