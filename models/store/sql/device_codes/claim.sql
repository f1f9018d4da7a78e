-- Ties a device to the consent that answers it; only one caller can.
UPDATE device_codes SET approval_id = :approval_id WHERE user_code_hash = :user_code_hash AND approval_id IS NULL AND expires_at > :now
