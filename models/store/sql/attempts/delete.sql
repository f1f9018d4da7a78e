-- An attempt that turned out to be part of another.
DELETE FROM connection_attempts WHERE id = :id
