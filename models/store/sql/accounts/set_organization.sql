-- Which of its organizations an account works in.
UPDATE accounts SET organization_id = :organization_id WHERE id = :id
