-- Other figures for a plan.
UPDATE plans SET title = :title, standard_count = :standard_count, ai_count = :ai_count, ai_cap_micros = :ai_cap_micros,
    member_limit = :member_limit, project_limit = :project_limit, custom_limits = :custom_limits WHERE name = :name
