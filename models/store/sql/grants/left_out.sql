-- The scopes that the client of an OAuth session asked for and that were not allowed.
SELECT left_out FROM grants WHERE id = :id
