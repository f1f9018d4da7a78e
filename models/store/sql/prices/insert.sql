-- A price that holds from now on.
INSERT INTO prices (id, upstream, kind, subject, call_micros, input_micros, output_micros, max_output_tokens, since)
VALUES (:id, :upstream, :kind, :subject, :call_micros, :input_micros, :output_micros, :max_output_tokens, :since)
