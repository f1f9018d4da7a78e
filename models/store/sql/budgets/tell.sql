-- Notes that a share of a budget was reached; the first time counts.
INSERT INTO budget_alerts (subject, period, percent, at) VALUES (:subject, :period, :percent, :at) ON CONFLICT DO NOTHING
