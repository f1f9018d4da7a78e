-- A new project; its name must be free in the organization.
INSERT INTO projects (id, organization_id, name, created_at) VALUES (:id, :organization_id, :name, :created_at)
ON CONFLICT (organization_id, name) DO NOTHING
