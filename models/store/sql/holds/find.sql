-- One hold by its id.
SELECT id, period, organization_id, project_id, credential_id, upstream, subject, price_id, amount_micros FROM holds WHERE id = :id
