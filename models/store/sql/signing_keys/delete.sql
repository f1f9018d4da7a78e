-- Forgets a signing key: what it signed is refused from now on.
DELETE FROM signing_keys WHERE kid = :kid
