-- The project of an organization where things land that name none.
SELECT p.id FROM projects p WHERE p.organization_id = :organization_id ORDER BY p.created_at, p.id LIMIT 1
