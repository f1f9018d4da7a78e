-- The budget of a project.
UPDATE projects SET cap_micros = :cap_micros, alert_micros = :alert_micros WHERE id = :id
