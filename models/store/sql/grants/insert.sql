-- A new OAuth session.
INSERT INTO grants (id, account_id, organization_id, project_id, client_id, scopes, resource, created_at, expires_at, last_used_at, is_machine, vouched_by, key_thumbprint, workload, left_out)
VALUES (:id, :account_id, :organization_id, :project_id, :client_id, :scopes, :resource, :created_at, :expires_at, :created_at, :is_machine, :vouched_by, :key_thumbprint, :workload, :left_out)
