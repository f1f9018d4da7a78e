-- Spends a refresh token; only one caller can.
UPDATE refresh_tokens SET used_at = :now, successor = :successor WHERE hash = :hash AND used_at IS NULL
