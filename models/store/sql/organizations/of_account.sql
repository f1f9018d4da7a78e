-- The organizations that an account is in, and as what; its own first.
SELECT o.id, o.name, o.plan, o.trial_ends_at, o.personal_of, o.created_at, o.standard_count, o.ai_count, o.raise_factor, o.raised_until, o.cap_micros, o.alert_micros, m.role FROM organizations o JOIN memberships m ON m.organization_id = o.id
WHERE m.account_id = :account_id ORDER BY o.personal_of IS NOT :account_id, o.name, o.id
