-- All but the newest of those that never said who they are: strangers must not push the others out.
DELETE FROM connection_attempts WHERE client_id = ''
    AND id NOT IN (SELECT id FROM connection_attempts WHERE client_id = '' ORDER BY started_at DESC, id DESC LIMIT :most)
