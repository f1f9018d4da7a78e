-- One organization by its id.
SELECT o.id, o.name, o.plan, o.trial_ends_at, o.personal_of, o.created_at, o.standard_count, o.ai_count, o.raise_factor, o.raised_until, o.cap_micros, o.alert_micros FROM organizations o WHERE o.id = :id
