-- Prices, the newest first, from a cursor on.
SELECT id, upstream, kind, subject, call_micros, input_micros, output_micros, max_output_tokens, since, until FROM prices
WHERE (since, id) < (:since, :id) ORDER BY since DESC, id DESC LIMIT :limit
