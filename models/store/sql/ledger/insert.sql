-- One movement of money.
INSERT INTO ledger (at, kind, hold_id, period, organization_id, project_id, credential_id, upstream, subject, price_id, held_micros, spent_micros,
    input_tokens, output_tokens)
VALUES (:at, :kind, :hold_id, :period, :organization_id, :project_id, :credential_id, :upstream, :subject, :price_id, :held_micros, :spent_micros,
    :input_tokens, :output_tokens)
