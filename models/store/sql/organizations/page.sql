-- Organizations, newest first, from a cursor on.
SELECT o.id, o.name, o.plan, o.trial_ends_at, o.personal_of, o.created_at, o.standard_count, o.ai_count, o.raise_factor, o.raised_until, o.cap_micros, o.alert_micros FROM organizations o
WHERE (o.created_at, o.id) < (:created_at, :id) ORDER BY o.created_at DESC, o.id DESC LIMIT :limit
