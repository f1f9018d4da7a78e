-- Marks that the waiting page was told; only one caller can.
UPDATE approvals SET answered_at = :now WHERE id = :id AND decision <> 'pending' AND answered_at IS NULL
