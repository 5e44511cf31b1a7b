"""Needs and wishes, each to be cleared, with measures and proof."""
