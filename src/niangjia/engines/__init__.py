"""Pure thought: no Django, no clock, no dice."""
