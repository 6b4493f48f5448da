"""Facts of the review of actors and leads: every number it shows, from the frames that measure it.

Comes in: the bulletin's material (whose it is, marks, imprint) and frames of tasks, scores and
leads. Goes out: `Review`, from which `actors` and `actor_leads` make texts and tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from zsanalytics.publish import audience
from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.material import Material
from zsanalytics.publish.numbers import Fact
from zsanalytics.publish.wording import tell
from zsanalytics.schema import WHOLE

STALE = 90
"""Days at one stage from which a lead is said to stand still."""

GROUP = ["kind", "indicator", "segment", "line"]
"""What one kind of actors is asked."""

LINES = {"floor": "底线", "dispatch": "调度", "goal": "力争"}
BETWEEN = "·"
"""Between an actor and a class, a line or a month, in the name of a fact."""

STEPS = {"leads": "listed", "在谈": "talked", "意向": "agreed", "签约": "signed", "流失": "lost"}
RATES = {
    "在谈率": "talk_rate",
    "意向率": "agree_rate",
    "签约率": "sign_rate",
    "流失率": "lost_rate",
}
PUBLIC_WORDS = ("region", "period", "year", "month", "month_end", "vintage", "demo", "public")


class ActorFrames(NamedTuple):
    """What is measured of actors and leads.

    ``progress`` is from `actor_progress`; ``scores`` from `actor_scores`, ``kinds`` the same by
    kind; ``conversion`` from `lead_conversion` by unit, ``whole`` the same of all units together;
    ``listings`` this year's of `first_listings`; ``standing`` from `days_in_stage`; ``register``
    this year's rows of `lead_register`; ``shared`` from `approached_twice`; ``links`` and
    ``reasons``, of this year's leads, from `linked_leads` and `lost_reasons`. Frames are empty
    where there is no ledger or no list of leads.
    """

    progress: pd.DataFrame
    scores: pd.DataFrame
    kinds: pd.DataFrame
    conversion: pd.DataFrame
    whole: pd.DataFrame
    listings: pd.DataFrame
    standing: pd.DataFrame
    register: pd.DataFrame
    shared: pd.DataFrame
    links: pd.DataFrame
    reasons: pd.DataFrame


class Review(NamedTuple):
    """The material of a review, and the frames that its tables list (none for the public)."""

    material: Material
    frames: ActorFrames


def reviewed(material: Material, frames: ActorFrames) -> Review:
    """Put the material of a review together; the public has counts and no names of firms."""
    words = {name: said for name, said in material.told.words.items() if name in PUBLIC_WORDS}
    kinds = tuple(frames.kinds["kind"])
    listed = [*_tasks(frames.progress), *_scores(frames.scores, frames.kinds), *_leads(frames)]
    files = {cell.split("!")[0] for row in listed for cell in row["sources"] if "!" in cell}
    facts = collect([*listed, fact("input_files", float(len(files)))])
    parts = {"actor_kinds": kinds}
    if "public" in words:
        facts = audience.released(facts, parts)
        frames = ActorFrames(*(frame.iloc[:0] for frame in frames))
    told = tell(facts, words, parts)
    empty = material.projects.iloc[:0]
    return Review(material._replace(facts=facts, told=told, projects=empty), frames)


def of_task(group: pd.DataFrame, actor: str, progress: pd.DataFrame) -> str:
    """Name the part that a fact of an actor's task belongs to: the actor, and more if needed.

    The class (1亿元以上) is named where one kind has two targets on one indicator, the line
    (力争) where they differ in it.
    """
    row = group.iloc[0]
    same = progress[(progress["kind"] == row["kind"]) & (progress["indicator"] == row["indicator"])]
    member = str(row["segment"]).partition("=")[2] or WHOLE
    more = [member] if len(set(same["segment"])) > 1 else []
    more += [LINES.get(row["line"], str(row["line"]))] if len(set(same["line"])) > 1 else []
    return BETWEEN.join([actor, *more])


def of_kind(group: pd.DataFrame, progress: pd.DataFrame) -> str:
    """Name the part that counts of a kind's task belong to: the kind and the indicator."""
    row = group.iloc[0]
    return f"{of_task(group, str(row['kind']), progress)}{BETWEEN}{row['indicator']}"


def span(row: Mapping[str, object]) -> str:
    """Name the months that a row of a monthly target covers.

    Examples
    --------
    >>> span({"month": 2, "months": 2}), span({"month": 6, "months": 1})
    ('1—2月', '6月')
    """
    last, covered = int(str(row["month"])), int(str(row["months"]))
    return f"{last}月" if covered == 1 else f"{last - covered + 1}—{last}月"


def _tasks(progress: pd.DataFrame) -> Iterator[Fact]:
    for _, group in progress.groupby(GROUP, sort=False):
        name = str(group["indicator"].iloc[0])
        kind = of_task(group, str(group["kind"].iloc[0]), progress)
        once = group[group["month"].isna()]
        met = group.groupby("actor", sort=False)["done"].all()
        times = group["months"].fillna(1).astype(float)
        yield fact(f"asked_{name}", float((group["target"] / times).iloc[0]), of=kind)
        for count, found in (("units", len(met)), ("done", met.sum()), ("undone", (~met).sum())):
            yield fact(f"task_{count}", float(found), of=of_kind(group, progress))
        for row in once.to_dict("records"):
            of = of_task(group, row["actor"], progress)
            yield fact(f"task_{name}", row["actual"], of=of, sources=[row["cells"]])
            if name == "contracted_projects" and not row["done"]:
                yield fact(f"task_{name}_gap", row["gap"], of=of, sources=[row["cells"]])
        yield from _monthly(group[group["month"].notna()], name)


def _monthly(group: pd.DataFrame, name: str) -> Iterator[Fact]:
    for row in group.to_dict("records"):
        of = f"{row['actor']}·{span(row)}"
        yield fact(f"task_{name}", row["actual"], of=of, sources=[row["cells"]])
    for actor, done in group.groupby("actor", sort=False)["done"]:
        yield fact("task_months_met", float(done.sum()), of=str(actor))
        yield fact("task_months_short", float((~done).sum()), of=str(actor))


def _scores(scores: pd.DataFrame, kinds: pd.DataFrame) -> Iterator[Fact]:
    """Give what each actor brought in, and each kind together."""
    named = {"actor_projects": "projects", "actor_amount": "contract_amount",
             "actor_arrived": "arrived", "actor_arrival": "arrival_rate",
             "actor_place": "rank"}  # fmt: skip
    for row in scores.to_dict("records"):
        for name, column in named.items():
            yield fact(name, float(row[column]), of=row["actor"], sources=[row["cells"]])
    for row in kinds.to_dict("records"):
        for name in ("actor_projects", "actor_amount", "actor_arrived"):
            yield fact(name, float(row[named[name]]), of=row["kind"], sources=[row["cells"]])


def _leads(frames: ActorFrames) -> Iterator[Fact]:
    listings = frames.listings
    if listings.empty:
        return
    rows = [("", frames.whole.iloc[0].to_dict())]
    rows += [(str(row["unit"]), row) for row in frames.conversion.to_dict("records")]
    for of, row in rows:
        for column, name in {**STEPS, **RATES}.items():
            yield fact(f"leads_{name}", float(row[column]), of=of, sources=[row["cells"]])
    yield fact("leads_valid", float(listings["valid"].sum()))
    yield fact("leads_repeated", float(listings["reason"].eq("重复").sum()))
    yield from _open(frames.standing)
    yield from _links(frames.links)
    yield from _registered(frames)


def _open(standing: pd.DataFrame) -> Iterator[Fact]:
    for stage, days in standing.dropna(subset="days").groupby("stage")["days"]:
        yield fact("leads_days", float(days.median()), of=str(stage))
    yield fact("leads_stale", float((standing["days"] >= STALE).sum()))


def _links(links: pd.DataFrame) -> Iterator[Fact]:
    missing = links["link"].eq("missing")
    yield fact("leads_linked", float((~missing).sum()))
    yield fact("leads_unlinked", float(missing.sum()), sources=links.loc[missing, "source"])


def _registered(frames: ActorFrames) -> Iterator[Fact]:
    register = frames.register
    moved = register[register["transferred_to"].notna()]
    yield fact("leads_firms", float(register["listed_now"].sum()))
    yield fact("leads_transferred", float(len(moved)), sources=moved["source"])
    yield fact("leads_taken_up", float(moved["taken_up"].notna().sum()))
    yield fact("leads_shared", float(len(frames.shared)))
    yield fact("leads_disputed", float(register["disputed"].sum()))
