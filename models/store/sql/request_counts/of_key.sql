-- A week of minutes of one credential.
SELECT subject, minute, admitted, refused FROM request_counts WHERE subject = :subject AND kind = :kind AND minute >= :since ORDER BY subject, minute
