"""Quality: the paragraphs on who sent what, what was changed, and why the headline moved.

Comes in: facts, words and lists of names. Goes out: paragraphs of the internal bulletin.
"""

from __future__ import annotations

from collections.abc import Sequence

from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, listing, say, sign


def quality(told: Told) -> Paragraphs:
    """Word who was missing or late, what was corrected and what is open."""
    sent = joined([_sent(told), _late(told)], "；") if told.names("submitting") else []
    changes = [_replaced(told), _changed(told, "revised"), _changed(told, "corrected")]
    changed = joined(changes) or ([] if _moved(told) else say(told, "quality.unchanged"))
    return [joined([sent, changed, _open(told)], "；", "。")]


def _moved(told: Told) -> bool:
    """Tell whether the months before are known otherwise than when they were last published."""
    ways = [f"change_{way}" for way in ("revised", "corrected")]
    return told.has(*ways) and any(sign(told, way) != "level" for way in ways)


def _names(names: Sequence[str]) -> Runs:
    return listing([[{"text": name}] for name in names])


def _sent(told: Told) -> Runs:
    missing = told.names("missing")
    if not missing:
        return say(told, "quality.all_sent")
    if sign(told, "reported_units") == "level":
        return say(told, "quality.none_sent")
    return say(told, "quality.some_sent", list=_names(missing))


def _late(told: Told) -> Runs:
    if not told.has("late_units"):
        return say(told, "quality.no_times")
    if sign(told, "late_units") == "level":
        return say(told, "quality.on_time")
    return say(told, "quality.late", list=_names(told.names("late")))


def _replaced(told: Told) -> Runs:
    known = sign(told, "replaced_files") == "rise"
    return say(told, "quality.replaced") if known else []


def _changed(told: Told, way: str) -> Runs:
    if sign(told, f"{way}_values") != "rise":
        return []
    return say(told, f"quality.{way}", list=_names(told.names(way)))


def _open(told: Told) -> Runs:
    if not told.has("errors", "warnings"):
        return []
    found = [name for name in ("errors", "warnings") if sign(told, name) == "rise"]
    return say(told, f"quality.open_{'_'.join(found) or 'none'}")


def changed(told: Told) -> Paragraphs:
    """Word what the headline has gained since the last bulletin: new, revised, corrected."""
    if not told.has("headline_change"):
        branch = "first" if told.names("first") else "unknown"
        return [joined([say(told, f"changed.{branch}")], end="。")]
    if all(sign(told, f"change_{name}") == "level" for name in ("revised", "corrected")):
        parts = [say(told, f"changed.only_{sign(told, 'change_new')}")]
    else:
        parts = [_part(told, name) for name in ("new", "revised", "corrected")]
    total = say(told, f"changed.{sign(told, 'headline_change')}")
    return [joined([joined([total, joined(parts, "、")], "，"), _units(told)], "。", "。")]


def _part(told: Told, name: str) -> Runs:
    way = sign(told, f"change_{name}")
    if way in ("level", "none"):
        return say(told, "changed.new_level") if name == "new" and way == "level" else []
    return say(told, f"changed.{name}_{way}")


def _units(told: Told) -> Runs:
    """Name the units whose earlier figures were changed, and by how much."""
    named = []
    for unit in told.names("units"):
        amounts = [
            say(told, f"changed.{word}_{sign(told, fact)}", **{f"change_{word}": fact})
            for word in ("revised", "corrected")
            if told.has(fact := f"change_{word}@{unit}")
        ]
        if amounts:
            figure = joined(amounts, "、")
            named.append(say(told, "units.item", name=unit, figure=figure))
    return say(told, "changed.units", list=listing(named)) if named else []
