-- One job of several in a transaction.
SAVEPOINT job
