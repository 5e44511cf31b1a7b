"""The kit every page is made of: look, components, forms, words, error pages."""
