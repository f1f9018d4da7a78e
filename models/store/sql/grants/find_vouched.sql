-- The session that an identity provider vouched for before and that still works.
SELECT id FROM grants WHERE account_id = :account_id AND client_id = :client_id AND resource = :resource AND scopes = :scopes AND vouched_by = :vouched_by
AND revoked_at IS NULL AND expires_at > :now ORDER BY created_at DESC LIMIT 1
