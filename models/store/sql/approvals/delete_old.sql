-- Clears out consents that were decided or ran out long ago.
DELETE FROM approvals WHERE expires_at <= :before
