-- The job is done.
RELEASE job
