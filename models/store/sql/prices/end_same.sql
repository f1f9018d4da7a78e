-- The price that held for the same thing; another takes its place.
UPDATE prices SET until = :now WHERE upstream = :upstream AND kind = :kind AND subject = :subject AND until IS NULL
