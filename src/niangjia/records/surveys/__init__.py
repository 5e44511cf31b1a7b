"""Door-knocking: the ledger of the not-yet, and what came in from phones without signal."""
