-- A hold that is over: whoever deletes it settles it, so that it happens once.
DELETE FROM holds WHERE id = :id
