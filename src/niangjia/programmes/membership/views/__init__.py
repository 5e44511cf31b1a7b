"""Pages of this window, a file a part of the story: find, form, service, answer."""
