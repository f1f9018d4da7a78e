-- Ends one sign-in.
DELETE FROM browser_sessions WHERE id = :id
