-- Remembers a use, unless another one with this sign count or a higher one was faster; 0 stays 0 for authenticators that do not count.
UPDATE passkeys SET sign_count = :sign_count, last_used_at = :now
WHERE id = :id AND (sign_count < :sign_count OR (sign_count = 0 AND :sign_count = 0))
