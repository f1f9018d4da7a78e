-- The keys that tokens are, were or will be signed with, the latest first.
SELECT kid, algorithm, sealed_private, public_jwk, created_at, starts_at, period FROM signing_keys ORDER BY period DESC
