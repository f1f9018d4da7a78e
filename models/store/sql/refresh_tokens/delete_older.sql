-- Forgets generations too old to matter: each that is left proves reuse.
DELETE FROM refresh_tokens WHERE grant_id = :grant_id AND generation < :generation
