-- Its owner was told of its end, so many days ahead.
UPDATE api_keys SET expiry_told = :days WHERE id = :id
