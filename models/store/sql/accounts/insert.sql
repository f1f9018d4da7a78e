-- A new account; the e-mail must be free.
INSERT INTO accounts (id, organization_id, email, kind, is_admin, owner_id, password_hash, created_at)
VALUES (:id, :organization_id, :email, :kind, :is_admin, :owner_id, :password_hash, :created_at)
ON CONFLICT (email) DO NOTHING
