-- What is older than a simulation looks back.
DELETE FROM request_counts WHERE minute < :minute
