"""Care: households in difficulty are paired, their needs and wishes cleared, help given in kind and in projects."""
