"""What the style page shows: every component with invented content."""
def style_context() -> dict[str, object]:
    return {}
