-- Ends an OAuth session for good; the first time counts.
UPDATE grants SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL
