-- A new member; one who is there already keeps their role.
INSERT INTO memberships (organization_id, account_id, role, created_at) VALUES (:organization_id, :account_id, :role, :created_at)
ON CONFLICT (organization_id, account_id) DO NOTHING
