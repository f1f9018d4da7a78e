-- The budgets that a call must pass: of its organization, its project, its key.
SELECT o.plan, o.trial_ends_at, o.name, o.cap_micros, o.alert_micros, p.name, p.cap_micros, p.alert_micros, k.name, k.cap_micros, k.alert_micros
FROM organizations o LEFT JOIN projects p ON p.id = :project_id AND p.organization_id = o.id LEFT JOIN api_keys k ON k.id = :credential_id
WHERE o.id = :organization_id
