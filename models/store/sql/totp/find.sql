-- The sealed secret of an account and the last step that it accepted.
SELECT sealed_secret, last_step, created_at FROM totp WHERE account_id = :account_id
