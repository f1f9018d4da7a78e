-- A transaction that writes; one that begins by reading could lose the race to write later (SQLITE_BUSY_SNAPSHOT).
BEGIN IMMEDIATE
