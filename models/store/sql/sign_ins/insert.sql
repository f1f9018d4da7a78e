-- One attempt to sign in.
INSERT INTO sign_ins (id, account_id, at, method, outcome, address, user_agent)
VALUES (:id, :account_id, :at, :method, :outcome, :address, :user_agent)
