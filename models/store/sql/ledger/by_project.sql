-- What each project spent in a month.
SELECT l.project_id, coalesce(max(p.name), ''), sum(l.spent_micros), count(*) FROM ledger l LEFT JOIN projects p ON p.id = l.project_id
WHERE l.organization_id = :organization_id AND l.period = :period AND (:account_id = '' OR l.credential_id IN
    (SELECT id FROM api_keys WHERE account_id = :account_id UNION ALL SELECT id FROM grants WHERE account_id = :account_id))
    AND (:credential_id = '' OR l.credential_id = :credential_id) AND l.kind = 'settle'
GROUP BY l.project_id ORDER BY sum(l.spent_micros) DESC, l.project_id LIMIT 200
