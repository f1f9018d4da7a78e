-- What was written since the beginning is on the disk.
COMMIT
