-- Decides a consent; only one caller can, and only while it is pending.
UPDATE approvals SET decision = :decision, decided_at = :now WHERE id = :id AND decision = 'pending' AND expires_at > :now
