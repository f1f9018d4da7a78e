-- Codes that devices were shown for a client that goes.
DELETE FROM device_codes WHERE client_id = :id
