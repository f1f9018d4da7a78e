-- Remembers a value, once.
INSERT INTO meta (name, value) VALUES (:name, :value)
