-- A password or passkey was shown once more.
UPDATE browser_sessions SET authenticated_at = :now WHERE id = :id
