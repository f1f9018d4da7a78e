-- Another role. The last owner stays one (checked in the same statement: no race).
UPDATE memberships SET role = :role WHERE organization_id = :organization_id AND account_id = :account_id
AND (:role = 'owner' OR role <> 'owner'
    OR (SELECT count(*) FROM memberships WHERE organization_id = :organization_id AND role = 'owner' AND account_id <> :account_id) > 0)
