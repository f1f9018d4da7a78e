-- One project less.
DELETE FROM projects WHERE id = :id
