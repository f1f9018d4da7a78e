-- Another plan; whoever decides this also decides that a trial is over, or until when there is one.
UPDATE organizations SET plan = :plan, trial_ends_at = :trial_ends_at WHERE id = :id
