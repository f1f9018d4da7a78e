-- Keys that can be switched off, tied to networks and rotated, and who used them last.
ALTER TABLE api_keys ADD COLUMN disabled_at INTEGER;
ALTER TABLE api_keys ADD COLUMN networks TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN replaces TEXT REFERENCES api_keys (id);
ALTER TABLE api_keys ADD COLUMN last_used_address TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN last_used_client TEXT NOT NULL DEFAULT '';
CREATE INDEX api_keys_by_replaced ON api_keys (replaces);
