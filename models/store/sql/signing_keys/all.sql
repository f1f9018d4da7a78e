-- The keys that tokens are or were signed with, newest first.
SELECT kid, algorithm, sealed_private, public_jwk, created_at FROM signing_keys ORDER BY created_at DESC, kid
