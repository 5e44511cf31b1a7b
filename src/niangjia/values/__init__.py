"""Values: money, periods, identifiers, text, errors. Pure; nothing below this floor."""
