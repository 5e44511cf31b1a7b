"""Which windows this hall opens: a new window adds its key here, and nowhere else."""

WINDOWS = ("hardship", "care", "membership")
