-- OAuth sessions of a project that goes.
UPDATE grants SET project_id = :target WHERE project_id = :id
