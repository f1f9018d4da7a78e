-- From now on only the holder of a key can use the refresh tokens of an OAuth session.
UPDATE grants SET key_thumbprint = :key_thumbprint WHERE id = :id
