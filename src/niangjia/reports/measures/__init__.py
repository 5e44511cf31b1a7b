"""Measures: what a figure counts. The value is always reckoned from the very rows that the figure opens."""

from collections.abc import Mapping

from niangjia.reports.measures import (
    exits,
    households,
    joining,
    ledger,
    money,
    needs,
    pairs,
    rates,
    returns,
    services,
    visits,
)
from niangjia.reports.measures.measure import Measure

MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for part in (households, exits, money, services, visits, pairs, needs, joining, returns, ledger, rates)
    for measure in part.MEASURES
}

__all__ = ["MEASURES", "Measure"]
