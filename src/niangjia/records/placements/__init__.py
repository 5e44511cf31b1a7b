"""Who is placed with whom: a cadre and a household, one to one."""
