-- The codes of a client that is gone.
DELETE FROM authorization_codes WHERE client_id = :id
