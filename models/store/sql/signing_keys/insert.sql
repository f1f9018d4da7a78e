-- A new signing key.
INSERT INTO signing_keys (kid, algorithm, sealed_private, public_jwk, created_at)
VALUES (:kid, :algorithm, :sealed_private, :public_jwk, :created_at)
