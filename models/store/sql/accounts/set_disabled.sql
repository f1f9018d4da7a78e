-- Disables an account, or enables it again (NULL). Not the last administrator (checked in the same statement: no race).
UPDATE accounts SET disabled_at = :since
WHERE id = :id AND (:since IS NULL OR is_admin = 0
    OR (SELECT count(*) FROM accounts WHERE is_admin = 1 AND disabled_at IS NULL AND id <> :id) > 0)
