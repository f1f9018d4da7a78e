-- Whose own organization it is; known only once the account is there.
UPDATE organizations SET personal_of = :account_id WHERE id = :id
