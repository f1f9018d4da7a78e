-- What a budget has spent and holds in a month.
SELECT spent_micros, held_micros FROM budget_months WHERE subject = :subject AND period = :period
