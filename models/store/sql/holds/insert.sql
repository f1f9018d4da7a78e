-- Money set aside for one call.
INSERT INTO holds (id, period, organization_id, project_id, credential_id, upstream, subject, price_id, amount_micros, expires_at)
VALUES (:id, :period, :organization_id, :project_id, :credential_id, :upstream, :subject, :price_id, :amount, :expires_at)
