"""One request on its way: steps, clocks, verdicts, decisions."""
