-- The same password, hashed with newer parameters; nothing when it was changed in between.
UPDATE accounts SET password_hash = :after WHERE id = :id AND password_hash = :before
