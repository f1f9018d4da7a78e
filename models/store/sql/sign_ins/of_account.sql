-- The attempts to sign in to an account, newest first.
SELECT id, account_id, at, method, outcome, address, user_agent FROM sign_ins WHERE account_id = :account_id
ORDER BY at DESC, id DESC LIMIT :limit
