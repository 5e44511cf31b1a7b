"""Home visits: who goes, what was declared, what was found."""
