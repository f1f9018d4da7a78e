-- In whose name a program may ask for tokens of its own, by which grants and for which scopes. NULL: it may not any more.
UPDATE oauth_clients SET owner_id = :owner_id, grant_types = :grant_types, scope = :scope WHERE id = :id
