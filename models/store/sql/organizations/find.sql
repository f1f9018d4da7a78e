-- One organization by its id.
SELECT o.id, o.name, o.plan, o.trial_ends_at, o.personal_of, o.created_at FROM organizations o WHERE o.id = :id
