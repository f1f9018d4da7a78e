-- Clears out sign-ins that ran out.
DELETE FROM browser_sessions WHERE expires_at <= :now
