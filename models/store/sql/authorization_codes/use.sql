-- Spends a code; only one caller can. grant_id is what it was exchanged for, if anything.
UPDATE authorization_codes SET used_at = :now, grant_id = :grant_id WHERE hash = :hash AND used_at IS NULL
