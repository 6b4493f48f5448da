"""Text: the paragraphs of a bulletin, worded from facts.

Comes in: facts, words and lists of names (`wording.Told`). Goes out: paragraphs, each a list of
runs. Every branch (none, one, all; rise, fall; ahead, behind; unknown) is chosen here and worded
in ``codes/text/bulletin.toml``. A paragraph never states a number that is not a fact, and what is
not known is said, not left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from zsanalytics.publish.wording import Runs, Told, change, joined, listing, say, sign

Paragraphs = list[Runs]

FIGURES = {"growth": "funds_growth", "completion": "completion", "funds": "funds_ytd",
           "move": "growth_rank_move"}  # fmt: skip


def title(told: Told) -> str:
    """Give the title of the bulletin."""
    return words(say(told, "title.bulletin"))


def words(runs: Iterable[dict[str, str]]) -> str:
    """Give the text of runs that hold no fact."""
    return "".join(run["text"] for run in runs)


def headline(told: Told) -> Paragraphs:
    """Contracts, projects and funds of the year so far, and the month alone."""
    signed = joined([_contracts(told), _projects(told)], "；")
    funds = _funds(told, alone=not signed)
    return [joined([signed, funds], "；" if signed else "", "。")]


def _contracts(told: Told) -> Runs:
    count = sign(told, "contracts")
    if count == "level":
        return say(told, "headline.contracts_none")
    grown = change(told, "contracts_growth") if told.has("contracts_growth") else []
    parts = [say(told, "headline.contracts"), grown] if count != "none" else []
    if told.has("contract_amount"):
        parts.append(say(told, f"headline.{'amount' if parts else 'amount_alone'}"))
        parts.append(change(told, "contract_amount_growth"))
    return joined(parts)


def _projects(told: Told) -> Runs:
    if not told.has("projects"):
        return []
    alone = not told.has("contracts") and not told.has("contract_amount")
    said = say(told, f"headline.{'projects_alone' if alone else 'projects'}")
    return joined([said, change(told, "projects_growth") if told.has("projects_growth") else []])


def _funds(told: Told, *, alone: bool) -> Runs:
    first = "_alone" if alone else ""
    if not told.has("funds_ytd"):
        return say(told, f"headline.funds_unknown{first}")
    if sign(told, "funds_ytd") == "level":
        return say(told, f"headline.funds_none{first}")
    said = say(told, f"headline.funds{first}")
    done = say(told, "headline.completion") if told.has("completion") else []
    whole = say(told, "headline.whole") if told.has("funds_whole") else []
    grown = joined([said, change(told, "funds_growth"), done])
    return joined([grown, _month(told), whole], "；")


def _month(told: Told) -> Runs:
    """Word the newest flow; the year's first report is itself that flow and needs no word."""
    way = sign(told, "funds_month")
    if way == "none" or told.facts["funds_month"]["text"] == told.facts["funds_ytd"]["text"]:
        return []
    if way == "fall":
        return say(told, "headline.month_revised")
    said = say(told, f"headline.{'span' if 'span' in told.words else 'month'}")
    grown = told.has("funds_month_growth")
    return joined([said, change(told, "funds_month_growth") if grown else []])


def progress(told: Told) -> Paragraphs:
    """Completion against target, 序时 and past years; further lines in a paragraph of their own."""
    if not told.has("target"):
        return [joined([say(told, "progress.none")], end="。")]
    if not told.has("completion"):
        return [joined([say(told, "progress.unknown")], end="。")]
    way = {"rise": "ahead", "fall": "behind"}.get(sign(told, "lead"), "even")
    against = joined([say(told, "progress.target"), say(told, f"progress.{way}")])
    first = joined([against, _pace(told)], "；", "。")
    further = [_line(told, name) for name in told.names("lines")]
    return [first, joined(further, "；", "。")] if further else [first]


def _pace(told: Told) -> Runs:
    if not told.has("pace", "pace_lead"):
        return []
    way = {"rise": "ahead", "fall": "behind"}.get(sign(told, "pace_lead"), "even")
    return joined([say(told, "progress.pace"), say(told, f"progress.pace_{way}")])


def _line(told: Told, line: str) -> Runs:
    """Word a further target line, such as the dispatch line beside the year's target."""
    of = {name: f"{name}@{line}" for name in ("target", "completion", "surplus", "gap")}
    said = say(told, "progress.line", line=say(told, f"line.{line}"), **of)
    far = "surplus" if told.has(of["surplus"]) else "gap"
    return joined([said, say(told, f"progress.line_{far}", **of) if told.has(of[far]) else []])


def structure(told: Told) -> Paragraphs:
    """Word the three 500强, the size classes, and what came from the east and centre."""
    signed = joined([_top500(told), _size(told, "size10"), _size(told, "size50")], "；", "。")
    east = joined([_pair(told, "east_contracts", "east_amount", "structure.east_signed"),
                   _east_built(told)], "；", "。")  # fmt: skip
    found = [part for part in (signed, _industry(told), east) if part]
    return found or [joined([say(told, "structure.unknown")], end="。")]


def _industry(told: Told) -> Runs:
    """Word the industry and where the investors come from."""
    second = []
    if sign(told, "secondary_amount") == "rise":
        share = "secondary_share"
        second = joined([say(told, "structure.secondary"), _share(told, share)])
    names = told.names("origins")
    items = [say(told, "structure.origin", name=n, amount=f"origin_amount@{n}") for n in names]
    from_where = say(told, "structure.origins", list=listing(items)) if len(items) > 1 else []
    return joined([second, from_where], "；", "。")


def _share(told: Told, fact: str) -> Runs:
    return say(told, "structure.share", part=fact) if told.has(fact) else []


def _pair(told: Told, count: str, amount: str, phrase: str) -> Runs:
    return say(told, phrase) if told.has(count, amount) and sign(told, count) != "level" else []


def _top500(told: Told) -> Runs:
    if not told.has("top500_projects", "top500_amount"):
        return []
    if sign(told, "top500_projects") == "level":
        return say(told, "structure.top500_none")
    known = sign(told, "top500_firms") == "rise"  # no firm with projects: counted elsewhere
    phrase = "top500" if known else "top500_no_firms"
    return joined([say(told, f"structure.{phrase}"), _share(told, "top500_share")])


def _size(told: Told, size: str) -> Runs:
    count, amount = f"{size}_projects", f"{size}_amount"
    within = "_within" if size != "size10" and sign(told, "size10_projects") != "none" else ""
    if not told.has(count, amount) or (within and sign(told, "size10_projects") == "level"):
        return []  # none of the wider class: nothing to say of the narrower
    word = told.words[size]
    if sign(told, count) == "level":
        return say(told, f"structure.size{within}_none", **{"class": word})
    said = say(told, f"structure.size{within}", **{"class": word}, count=count, amount=amount)
    return joined([said, _share(told, f"{size}_share")])


def _east_built(told: Told) -> Runs:
    built = _pair(told, "east_projects", "east_funds", "structure.east_built")
    share = say(told, "structure.east_share") if built and told.has("east_funds_share") else []
    return joined([built, share])


def chains(told: Told) -> Paragraphs:
    """Word the key chains: their sum and share, and the leading ones."""
    if not told.has("chains_funds"):
        return [joined([say(told, "chains.unknown")], end="。")]
    if sign(told, "chains_funds") == "level":
        return [joined([say(told, "chains.none")], end="。")]
    share = say(told, "chains.total_share") if told.has("chains_share") else []
    grown = change(told, "chains_growth") if told.has("chains_growth") else []
    total = joined([say(told, "chains.total"), grown, share])
    total = joined([total, _chains_target(told)], "；")
    return [joined([total, _leading_chains(told)], "。", "。")]


def _chains_target(told: Told) -> Runs:
    if not told.has("chains_target", "chains_completion"):
        return []
    way = {"rise": "ahead", "fall": "behind"}.get(sign(told, "chains_lead"), "even")
    return joined([say(told, "chains.target"), say(told, f"chains.{way}")])


def _leading_chains(told: Told) -> Runs:
    top = told.names("chains_top")
    if not top:
        return []
    items = [say(told, "chains.item", name=name, amount=f"chain_funds@{name}") for name in top]
    if len(told.names("chains")) == 1:
        return say(told, "chains.single", name=top[0], amount=f"chain_funds@{top[0]}")
    branch = "leading" if len(told.names("chains")) > len(top) else "among"
    branch = branch if told.has("chains_top_funds") else "all"
    together = say(told, "chains.leading_sum") if told.has("chains_top_funds") else []
    return joined([say(told, f"chains.{branch}", list=listing(items)), together])


def stages(told: Told) -> Paragraphs:
    """Word the stage rates of the year's contracts."""
    named = ("performance_rate", "start_rate", "build_rate", "production_rate", "arrival_rate",
             "first_year_arrival_rate")  # fmt: skip
    rates = [
        say(told, "stages.rate", name=str(told.facts[rate]["label"]), part=rate)
        for rate in named
        if told.has(rate) and not _same_cohort(told, rate)
    ]
    if not rates:
        return [joined([say(told, "stages.unknown")], end="。")]
    return [joined([say(told, "stages.cohort", list=joined(rates, "、"))], end="。")]


def _same_cohort(told: Told, rate: str) -> bool:
    """Tell whether the first year's arrival rate says no more than the arrival rate before it."""
    if rate != "first_year_arrival_rate" or not told.has("arrival_rate"):
        return False
    return bool(told.facts[rate]["text"] == told.facts["arrival_rate"]["text"])
