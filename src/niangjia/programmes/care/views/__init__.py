"""Pages of this window: find, form, service, answer."""
