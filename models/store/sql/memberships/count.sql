-- How many members an organization has.
SELECT count(*) FROM memberships WHERE organization_id = :organization_id
