-- The signing key of a period; of several programs that make one, the first counts.
INSERT INTO signing_keys (kid, algorithm, sealed_private, public_jwk, created_at, starts_at, period)
VALUES (:kid, :algorithm, :sealed_private, :public_jwk, :created_at, :starts_at, :period) ON CONFLICT (period) DO NOTHING
