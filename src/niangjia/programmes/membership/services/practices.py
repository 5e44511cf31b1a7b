"""Running a practice one's own way: from the preset or from another union, with numbers of one's own."""

from __future__ import annotations

from datetime import date, datetime

from niangjia import catalogue
from niangjia.casework import adoption
from niangjia.records.practices.models import Adoption
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError


class AdoptedAlready(NiangjiaError):
    """The union runs the practice already."""

    code = "adopted_already"


class NotAdoptedYet(NiangjiaError):
    """The union set a number of a practice that it does not run itself."""

    code = "not_adopted_yet"


class NumberNotSoundHere(NiangjiaError):
    """A number outside of what its unit can be, or one that the law sets."""

    code = "number_not_sound_here"


def own_adoption(union: Union, practice: str) -> Adoption | None:
    """Return the adoption by ``union`` itself."""
    return Adoption.objects.filter(union=union, practice=practice).first()


def adopt(
    union: Union, practice: str, *, from_on: date, taken_from: Union | None, by: Account, at: datetime
) -> Adoption:
    """Let ``union`` run ``practice`` from a day on, as the preset says or as another union does it.

    Errors: ``AdoptedAlready``; ``NotRunThere`` when the other union does not run it on that day.
    """
    if own_adoption(union, practice) is not None:
        raise AdoptedAlready("本工会已经采用这个做法了；要改哪个数，就在下面写")
    return adoption.adopt(union, practice=practice, policy="", from_on=from_on, taken_from=taken_from, by=by, at=at)


def choose_number(
    union: Union, practice: str, *, number: str, value: int, from_on: date, source: str, by: Account, at: datetime
) -> None:
    """Set a number of the union's own from a day on, with its source.

    Units:  as the practice says of the number.
    Errors: ``NotAdoptedYet``; ``NumberNotSoundHere``; ``ValueStands`` when one begins that day already.
    """
    adopted = own_adoption(union, practice)
    if adopted is None:
        raise NotAdoptedYet("请先采用这个做法，再写自己的数")
    preset = catalogue.practice(practice).numbers[number]
    if preset.by_law:
        raise NumberNotSoundHere(f"“{preset.label}”是法律定的，各级工会都一样，不能换")
    if preset.most is not None and value > preset.most:
        raise NumberNotSoundHere(f"“{preset.label}”最多写 {preset.most}")
    adoption.choose_value(adopted, parameter=number, is_text=str(value), from_on=from_on, source=source, by=by, at=at)
