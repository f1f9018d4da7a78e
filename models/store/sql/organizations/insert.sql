-- A new organization, on the plan Free.
INSERT INTO organizations (id, name, created_at, trial_ends_at) VALUES (:id, :name, :created_at, :trial_ends_at)
