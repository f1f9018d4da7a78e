-- Holds that nobody renewed.
SELECT id, period, organization_id, project_id, credential_id, upstream, subject, price_id, amount_micros FROM holds WHERE expires_at <= :now
