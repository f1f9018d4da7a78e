-- Every plan, the least first.
SELECT name, rank, title, standard_count, ai_count, ai_cap_micros, member_limit, project_limit, custom_limits FROM plans ORDER BY rank
