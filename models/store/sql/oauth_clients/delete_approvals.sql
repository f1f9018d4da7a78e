-- The questions of a client that is gone.
DELETE FROM approvals WHERE client_id = :id
