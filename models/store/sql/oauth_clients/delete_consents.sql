-- What accounts allowed a client that is gone.
DELETE FROM consents WHERE client_id = :id
