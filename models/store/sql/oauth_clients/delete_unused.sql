-- Clears out clients that registered long ago and that nobody ever let in.
DELETE FROM oauth_clients WHERE created_at < :before AND last_used_at IS NULL AND owner_id IS NULL
AND NOT EXISTS (SELECT 1 FROM grants WHERE client_id = oauth_clients.id)
