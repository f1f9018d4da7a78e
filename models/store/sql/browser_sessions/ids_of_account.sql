-- The ids of the sign-ins of an account.
SELECT id FROM browser_sessions WHERE account_id = :account_id
