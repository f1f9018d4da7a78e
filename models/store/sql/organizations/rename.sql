-- Another name.
UPDATE organizations SET name = :name WHERE id = :id
