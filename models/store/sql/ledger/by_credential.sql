-- What each key and OAuth session spent in a month; of all, of one account, or of one of them.
SELECT l.credential_id, coalesce(max(k.name), max(c.name), ''), sum(l.spent_micros), count(*) FROM ledger l LEFT JOIN api_keys k ON k.id = l.credential_id LEFT JOIN grants g ON g.id = l.credential_id LEFT JOIN oauth_clients c ON c.id = g.client_id
WHERE l.organization_id = :organization_id AND l.period = :period AND (:account_id = '' OR l.credential_id IN
    (SELECT id FROM api_keys WHERE account_id = :account_id UNION ALL SELECT id FROM grants WHERE account_id = :account_id))
    AND (:credential_id = '' OR l.credential_id = :credential_id) AND l.kind = 'settle'
GROUP BY l.credential_id ORDER BY sum(l.spent_micros) DESC, l.credential_id LIMIT 200
