-- Earlier reset links of an account: a new one, or a new password, ends them.
DELETE FROM one_time_links WHERE account_id = :account_id AND purpose = 'reset'
