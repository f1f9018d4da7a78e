-- Sets money aside if the budget has room for it: this one statement decides.
INSERT INTO budget_months (subject, period, spent_micros, held_micros)
SELECT :subject, :period, 0, :amount WHERE :cap IS NULL OR :amount <= :cap
ON CONFLICT (subject, period) DO UPDATE SET held_micros = held_micros + :amount
WHERE :cap IS NULL OR spent_micros + held_micros + :amount <= :cap
