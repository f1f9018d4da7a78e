-- What an account allows a client for a resource: remembered consents, and sessions that still work.
SELECT scopes FROM consents WHERE account_id = :account_id AND client_id = :client_id AND resource = :resource
UNION SELECT scopes FROM grants WHERE account_id = :account_id AND client_id = :client_id AND resource = :resource AND is_machine = 0 AND revoked_at IS NULL AND expires_at > :now
