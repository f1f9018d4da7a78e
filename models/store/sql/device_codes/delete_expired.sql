-- Clears out device codes whose reuse no longer matters.
DELETE FROM device_codes WHERE expires_at <= :before
