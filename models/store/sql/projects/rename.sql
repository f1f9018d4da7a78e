-- Another name, unless a sibling has it.
UPDATE projects SET name = :name WHERE id = :id AND NOT EXISTS (SELECT 1 FROM projects s
    WHERE s.organization_id = projects.organization_id AND s.name = :name AND s.id <> :id)
