-- Clears out attempts that nobody asks about any more.
DELETE FROM sign_ins WHERE at <= :before
