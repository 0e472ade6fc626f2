-- A table is missing.
return 5
