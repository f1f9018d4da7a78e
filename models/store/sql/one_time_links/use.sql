-- Spends a link; only one caller can.
UPDATE one_time_links SET used_at = :now WHERE hash = :hash AND used_at IS NULL AND expires_at > :now
