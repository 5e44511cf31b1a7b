"""Replays: practices played through the same services as the pages, as a clerk would."""
