"""Help in kind and in projects: what is offered, what was promised, what was handed over."""
