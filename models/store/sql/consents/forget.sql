-- Forgets what an account allowed a client: the next request asks again.
DELETE FROM consents WHERE account_id = :account_id AND client_id = :client_id
