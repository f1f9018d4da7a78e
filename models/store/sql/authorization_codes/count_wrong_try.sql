-- Counts a wrong verifier.
UPDATE authorization_codes SET wrong_tries = wrong_tries + 1 WHERE hash = :hash
