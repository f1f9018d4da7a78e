-- How many projects an organization has.
SELECT count(*) FROM projects WHERE organization_id = :organization_id
