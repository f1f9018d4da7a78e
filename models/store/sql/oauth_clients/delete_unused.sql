-- Clears out clients that came long ago and that nobody ever let in, and deleted ones that no session names. What an operator made stays.
DELETE FROM oauth_clients WHERE (deleted_at IS NOT NULL OR (created_at < :before AND last_used_at IS NULL AND origin <> 'operator'))
AND NOT EXISTS (SELECT 1 FROM grants WHERE client_id = oauth_clients.id)
