-- May it administer this server? Not taken from the last one (checked in the same statement: no race).
UPDATE accounts SET is_admin = :is_admin
WHERE id = :id AND (:is_admin OR is_admin = 0 OR disabled_at IS NOT NULL
    OR (SELECT count(*) FROM accounts WHERE is_admin = 1 AND disabled_at IS NULL AND id <> :id) > 0)
