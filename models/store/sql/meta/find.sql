-- One remembered value.
SELECT value FROM meta WHERE name = :name
