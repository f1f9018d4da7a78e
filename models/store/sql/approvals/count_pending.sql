-- How many consents wait.
SELECT count(*) FROM approvals WHERE decision = 'pending' AND expires_at > :now
