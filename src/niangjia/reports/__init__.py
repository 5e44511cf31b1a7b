"""Reports: read-only. Every figure has a definition, an hour, and the rows behind it."""
