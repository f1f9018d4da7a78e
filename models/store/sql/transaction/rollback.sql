-- As if nothing had been written since the beginning.
ROLLBACK
