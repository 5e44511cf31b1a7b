"""The second executor: a policy as one DuckDB query, for a city or a province at once."""

from niangjia.engines.columnar.query import query
from niangjia.engines.columnar.run import judge_rows

__all__ = ["judge_rows", "query"]
