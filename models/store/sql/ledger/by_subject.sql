-- What was spent on each tool, route or model in a month.
SELECT l.subject, max(l.upstream), sum(l.spent_micros), count(*) FROM ledger l 
WHERE l.organization_id = :organization_id AND l.period = :period AND (:account_id = '' OR l.credential_id IN
    (SELECT id FROM api_keys WHERE account_id = :account_id UNION ALL SELECT id FROM grants WHERE account_id = :account_id))
    AND (:credential_id = '' OR l.credential_id = :credential_id) AND l.kind = 'settle'
GROUP BY l.subject ORDER BY sum(l.spent_micros) DESC, l.subject LIMIT 200
