-- Decides a consent; only one caller can, and only while it is pending.
UPDATE approvals SET decision = :decision, decided_at = :now, account_id = coalesce(account_id, :account_id), allowed_scopes = :allowed_scopes, allowed_s = :allowed_s WHERE id = :id AND decision = 'pending' AND expires_at > :now
