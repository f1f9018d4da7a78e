-- Clears out sign-ins that ran out, or that nobody used for long.
DELETE FROM browser_sessions WHERE expires_at <= :now OR last_seen_at <= :idle_since
