"""Places: how the units below a region compare, and where a region stands among its like.

Comes in: facts, words and lists of names. Goes out: paragraphs. Counts add up to the number of
units, and a list of leaders is cut where no tie is torn apart.
"""

from __future__ import annotations

from zsanalytics.numerals import decimal_of
from zsanalytics.publish.text import FIGURES, Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, listing, say, sign

LISTED = 3
"""How many units a list names, if ties allow."""


def units(told: Told) -> Paragraphs:
    """Word how many units grow and are ahead of schedule, who leads and who trails."""
    known = [unit for unit in told.names("units") if told.has(f"funds_ytd@{unit}")]
    if not known:
        below = say(told, "units.below")
        return [joined([say(told, "units.unknown", below=below)], end="。")]
    if len(told.names("units")) == 1:
        return [_one(told, known[0])]
    grown = [_growing(told), _lists(told, "funds"), _lists(told, "growth"), _moves(told)]
    if "public" in told.words:
        return [joined(grown, "。", "。")]
    return [
        joined(grown, "。", "。"),
        joined([_ahead(told), _lists(told, "completion"), _missing(told)], "。", "。"),
    ]


def _one(told: Told, unit: str) -> Runs:
    return joined([say(told, "units.one", name=unit, amount=f"funds_ytd@{unit}")], end="。")


def kinds(told: Told) -> Runs:
    """Count the units by level: 14个市州和兰州新区; a single one of a level is named."""
    parts = []
    for level in ("province", "prefecture", "new_area", "county", "zone"):
        names = told.names(level)
        if len(names) == 1 and len(told.names("units")) > 1:
            parts.append([{"text": names[0]}])
        elif names:
            parts.append(say(told, f"level.{level}", count=f"units@{level}"))
    return listing(parts)


def _of_all(told: Told) -> Runs:
    several = len([level for level in told.parts if told.has(f"units@{level}")]) > 1
    return say(told, f"units.{'all_of' if several else 'one_kind'}", kinds=kinds(told))


def _counted(told: Told, names: tuple[str, ...]) -> Runs:
    """Word the counts that are not zero; they add up to the number of units."""
    counts = [n for n in names if sign(told, f"units_{n}") == "rise"]
    return joined([say(told, f"units.{name}") for name in counts], "、")


def _growing(told: Told) -> Runs:
    names = ("growing", "falling", "level", "no_base", "missing")
    whole = told.facts["units"]["value"]
    for name in names[:2]:
        if told.has(f"units_{name}") and told.facts[f"units_{name}"]["value"] == whole:
            return say(told, f"units.all_{name}", kinds=kinds(told))
    return joined([_of_all(told), say(told, "units.sums_scope"), _counted(told, names)], "")


def _ahead(told: Told) -> Runs:
    if not told.has("units_ahead"):
        return say(told, "units.targets_none")
    for name in ("ahead", "behind"):
        if told.facts[f"units_{name}"]["value"] == told.facts["units"]["value"]:
            return say(told, f"units.all_{name}", kinds=kinds(told))
    return joined([_of_all(told), _counted(told, ("ahead", "behind", "on_time", "no_target"))], "")


def _lists(told: Told, measure: str) -> Runs:
    order = ordered(told, measure)
    size = min(LISTED, len(order) // 2)
    if "public" in told.words:  # who trails is not for the public, and who leads is known already
        leading = [unit for unit in order if unit in told.names("leading")]
        leading = leading if measure == "growth" else cut(told, order, measure, size)
        return _list(told, f"{measure}_leading", leading, measure)
    leading = cut(told, order, measure, size)
    parts = [_list(told, f"{measure}_leading", leading, measure)]
    if measure != "funds":
        trailing = cut(told, order[::-1], measure, size)
        alone = "" if leading else "_alone"  # what is listed is said once
        parts.append(_list(told, f"{measure}_trailing{alone}", trailing, measure))
    return joined(parts, "，")


def _moves(told: Told) -> Runs:
    """Word how many places moved since the report before, and who moved most."""
    if not told.has("units_risen"):
        return []
    names = ("risen", "dropped", "unmoved")
    moved = [name for name in names if sign(told, f"units_{name}") == "rise"]
    if moved == ["unmoved"]:
        return say(told, "units.unmoved_all")
    counts = joined([say(told, f"units.{name}") for name in moved], "、")
    order = ordered(told, "move")
    parts = [say(told, "units.moves", counts=counts)]
    for name, way, listed in (("risen", "rise", order), ("dropped", "fall", order[::-1])):
        some = [unit for unit in listed if sign(told, f"{FIGURES['move']}@{unit}") == way]
        most = cut(told, some, "move", LISTED) if len(some) > LISTED else some
        parts.append(_list(told, f"{name}_most", most, "move"))
    return joined(parts)


def _list(told: Told, phrase: str, regions: list[str], measure: str) -> Runs:
    if not regions:
        return []
    items = [_item(told, region, measure) for region in regions]
    return say(told, f"units.{phrase}", list=listing(items))


def _item(told: Told, region: str, measure: str) -> Runs:
    fact = f"{FIGURES[measure]}@{region}"
    signed = {"growth": ("growth", "rate"), "move": ("move", "move")}.get(measure)
    way = sign(told, fact)
    figure = say(told, f"{signed[0]}.{way}", **{signed[1]: fact}) if signed else fact
    return say(told, "units.item", name=region, figure=figure)


def ordered(told: Told, measure: str) -> list[str]:
    """List the units that have a measure, the largest first, in the order of printed values."""
    fact = FIGURES[measure]
    known = [unit for unit in told.names("units") if told.has(f"{fact}@{unit}")]
    return sorted(known, key=lambda unit: -_printed(told, f"{fact}@{unit}"))


def _printed(told: Told, fact: str) -> float:
    number = decimal_of(told.facts[fact]["text"].replace(",", "").rstrip("%") or None)
    return float(number or 0)


def cut(told: Told, order: list[str], measure: str, size: int) -> list[str]:
    """Take the first of an order; who prints the same as the last taken is taken too.

    Where that would take more than twice as many, the list ends before the tie instead; where all
    are tied, nobody leads and the list is empty.
    """
    if not size or size > len(order):
        return []
    texts = [told.facts[f"{FIGURES[measure]}@{unit}"]["text"] for unit in order]
    tied = [n for n, text in enumerate(texts) if text == texts[size - 1]]
    end = tied[-1] + 1
    if end > 2 * size or end == len(order):
        end = tied[0]
    return order[:end]


def _missing(told: Told) -> Runs:
    lost = [[{"text": u}] for u in told.names("units") if not told.has(f"funds_ytd@{u}")]
    return say(told, "units.missing_named", list=listing(lost)) if lost else []


def place(told: Told) -> Paragraphs:
    """Word where a region stands in the whole it belongs to: ranks, average, share, pull."""
    ranks = [_rank(told, name) for name in ("funds", "growth", "completion")]
    ranked = joined(ranks, "，")
    if not ranked:
        return [joined([say(told, "place.unknown")], end="。")]
    way = {"rise": "above", "fall": "below", "level": "equal"}.get(sign(told, "growth_difference"))
    against = say(told, f"place.{way}") if way else []
    first = joined([joined([say(told, "place.ranks"), ranked], ""), against], "；", "。")
    weight = joined([_weight(told)], end="。")
    return [first, weight] if weight else [first]


def _rank(told: Told, measure: str) -> Runs:
    fact = f"{measure}_rank"
    if not told.has(fact):
        return []
    tied = "_tied" if measure in told.names("tied") else ""
    said = say(told, f"place.{measure}{tied}")
    if measure != "growth" or not told.has("growth_rank_move"):
        return said
    move = say(told, f"move.{sign(told, 'growth_rank_move')}", move="growth_rank_move")
    return joined([said, say(told, "place.moved", move=move)], "")


def _weight(told: Told) -> Runs:
    parts = [say(told, "place.share")] if told.has("funds_share") else []
    way = {"rise": "pull", "fall": "drag"}.get(sign(told, "funds_contribution"))
    parts += [say(told, f"place.{way}")] if way else []
    rate = way == "pull" and told.has("funds_contribution_rate")
    parts += [say(told, "place.rate")] if rate else []
    return joined(parts)
