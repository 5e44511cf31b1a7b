"""Persons and households; what identifies them is sealed."""
