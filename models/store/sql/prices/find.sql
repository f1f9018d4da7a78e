-- One price by its id.
SELECT id, upstream, kind, subject, call_micros, input_micros, output_micros, max_output_tokens, since, until FROM prices WHERE id = :id
