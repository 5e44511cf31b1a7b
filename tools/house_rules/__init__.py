"""The rules of the house that import-linter cannot see: one function a rule, gathered in ``tools.check_house``."""
