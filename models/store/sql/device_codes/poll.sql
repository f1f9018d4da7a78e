-- Notes when a device asked, and how long it must wait from now on.
UPDATE device_codes SET polled_at = :now, interval_s = :interval_s WHERE hash = :hash
