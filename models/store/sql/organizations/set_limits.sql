-- Limits and budget of an organization.
UPDATE organizations SET standard_count = :standard_count, ai_count = :ai_count, raise_factor = :raise_factor,
    raised_until = :raised_until, cap_micros = :cap_micros, alert_micros = :alert_micros WHERE id = :id
