"""The batch: judges many households in one run, with both executors, and keeps nothing on which they differ."""
