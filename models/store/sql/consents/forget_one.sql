-- Forgets what an account allowed a client for one redirect host and resource.
DELETE FROM consents WHERE account_id = :account_id AND client_id = :client_id AND redirect_host = :redirect_host AND resource = :resource
