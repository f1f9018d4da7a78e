-- Whether anyone but one account may administer this server.
SELECT EXISTS (SELECT 1 FROM accounts WHERE is_admin = 1 AND disabled_at IS NULL AND id <> :id)
