-- One member less. The last owner stays (checked in the same statement: no race).
DELETE FROM memberships WHERE organization_id = :organization_id AND account_id = :account_id
AND (role <> 'owner'
    OR (SELECT count(*) FROM memberships WHERE organization_id = :organization_id AND role = 'owner' AND account_id <> :account_id) > 0)
