-- The refresh token that a client presented, by its HMAC, and the generation that its session has reached.
SELECT t.grant_id, t.generation, t.used_at, t.successor,
       (SELECT max(generation) FROM refresh_tokens WHERE grant_id = t.grant_id)
FROM refresh_tokens t WHERE t.hash = :hash
