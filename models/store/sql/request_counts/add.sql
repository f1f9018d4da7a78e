-- Requests of one minute, added to what was counted before.
INSERT INTO request_counts (subject, kind, minute, admitted, refused) VALUES (:subject, :kind, :minute, :admitted, :refused)
ON CONFLICT (subject, kind, minute) DO UPDATE SET admitted = admitted + :admitted, refused = refused + :refused
