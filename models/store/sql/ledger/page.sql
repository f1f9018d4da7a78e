-- Movements, the newest first, before a number; of one organization or of all.
SELECT number, at, kind, hold_id, period, organization_id, project_id, credential_id, upstream, subject, price_id, held_micros, spent_micros, input_tokens, output_tokens FROM ledger
WHERE number < :before AND (:organization_id = '' OR organization_id = :organization_id) ORDER BY number DESC LIMIT :limit
