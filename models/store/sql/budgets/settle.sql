-- A hold is over; what the call cost is spent.
UPDATE budget_months SET held_micros = held_micros - :held, spent_micros = spent_micros + :spent WHERE subject = :subject AND period = :period
