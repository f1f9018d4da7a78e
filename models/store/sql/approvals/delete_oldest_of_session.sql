-- Bounds the consents that one browser can hold open.
DELETE FROM approvals WHERE session_id = :session_id AND id NOT IN
(SELECT id FROM approvals WHERE session_id = :session_id ORDER BY created_at DESC, id DESC LIMIT :keep)
