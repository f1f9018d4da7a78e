-- Spends a device code; only one caller can.
UPDATE device_codes SET used_at = :now, grant_id = :grant_id WHERE hash = :hash AND used_at IS NULL
