-- What was spent on each day of a month (UTC).
SELECT date(l.at / 1000, 'unixepoch'), date(l.at / 1000, 'unixepoch'), sum(l.spent_micros), count(*) FROM ledger l 
WHERE l.organization_id = :organization_id AND l.period = :period AND (:account_id = '' OR l.credential_id IN
    (SELECT id FROM api_keys WHERE account_id = :account_id UNION ALL SELECT id FROM grants WHERE account_id = :account_id))
    AND (:credential_id = '' OR l.credential_id = :credential_id) AND l.kind = 'settle'
GROUP BY date(l.at / 1000, 'unixepoch') ORDER BY date(l.at / 1000, 'unixepoch'), date(l.at / 1000, 'unixepoch') LIMIT 200
