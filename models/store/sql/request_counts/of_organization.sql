-- A week of minutes of each key of an organization.
SELECT subject, minute, admitted, refused FROM request_counts WHERE subject IN (SELECT id FROM api_keys WHERE organization_id = :subject
    UNION ALL SELECT id FROM grants WHERE organization_id = :subject) AND kind = :kind AND minute >= :since ORDER BY subject, minute
