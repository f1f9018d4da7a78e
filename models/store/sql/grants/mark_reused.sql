-- Notes that a spent token or code of an OAuth session came again, before that ends it.
UPDATE grants SET reused_at = :now WHERE id = :id AND revoked_at IS NULL
