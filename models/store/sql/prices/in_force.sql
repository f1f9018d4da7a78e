-- Every price that holds.
SELECT id, upstream, kind, subject, call_micros, input_micros, output_micros, max_output_tokens, since, until FROM prices WHERE until IS NULL
ORDER BY upstream, kind, subject
