-- Takes an invitation back.
DELETE FROM one_time_links WHERE id = :id AND organization_id = :organization_id
