-- A price that holds no longer.
UPDATE prices SET until = :now WHERE id = :id AND until IS NULL
