-- What was spent at each upstream in a month.
SELECT l.upstream, l.upstream, sum(l.spent_micros), count(*) FROM ledger l 
WHERE l.organization_id = :organization_id AND l.period = :period AND (:account_id = '' OR l.credential_id IN
    (SELECT id FROM api_keys WHERE account_id = :account_id UNION ALL SELECT id FROM grants WHERE account_id = :account_id))
    AND (:credential_id = '' OR l.credential_id = :credential_id) AND l.kind = 'settle'
GROUP BY l.upstream ORDER BY sum(l.spent_micros) DESC, l.upstream LIMIT 200
