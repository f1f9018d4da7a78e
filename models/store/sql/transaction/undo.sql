-- As if the job had written nothing.
ROLLBACK TO job
