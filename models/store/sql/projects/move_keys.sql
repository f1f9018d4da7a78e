-- Ended keys of a project that goes: they stay listed, in the first one.
UPDATE api_keys SET project_id = :target WHERE project_id = :id
