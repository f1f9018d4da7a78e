-- An attempt as it is by now. The client is named as it calls itself at that time; once it has a name, it keeps it.
INSERT INTO connection_attempts (id, client_id, client_name, account_id, address, user_agent, resource, started_at,
    last_at, reached, succeeded, stopped_because, entries)
VALUES (:id, :client_id, coalesce((SELECT name FROM oauth_clients WHERE id = :client_id), ''), :account_id, :address,
    :user_agent, :resource, :started_at, :last_at, :reached, :succeeded, :stopped_because, :entries)
ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id,
    client_name = CASE excluded.client_name WHEN '' THEN client_name ELSE excluded.client_name END,
    account_id = excluded.account_id, address = excluded.address, user_agent = excluded.user_agent,
    resource = excluded.resource, started_at = excluded.started_at, last_at = excluded.last_at,
    reached = excluded.reached, succeeded = excluded.succeeded, stopped_because = excluded.stopped_because,
    entries = excluded.entries
