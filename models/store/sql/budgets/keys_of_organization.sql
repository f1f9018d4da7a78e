-- The keys of an organization that have a budget of their own, and work.
SELECT id, name, cap_micros, alert_micros FROM api_keys WHERE organization_id = :organization_id AND revoked_at IS NULL
    AND (cap_micros IS NOT NULL OR alert_micros IS NOT NULL) ORDER BY created_at LIMIT 200
