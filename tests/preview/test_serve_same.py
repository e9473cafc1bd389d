"""The cache of a preview changes nothing: after any edits, the page and the findings are those of a new build."""

import itertools
import re
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, event, given
from hypothesis import strategies as st
from properties import examples

from geomap.link import LinkCache
from geomap.project import Checked, check
from geomap.read.articles import articles
from geomap.site import site_files

PLACES = [
    "{name: Springfield, id: springfield-il, coordinates: [39.8, -89.6], precision: city}",
    "{name: Springfield, id: springfield-ma, coordinates: [42.1, -72.6], precision: city}",
    "{name: Fort, coordinates: [39.9, -89.5], precision: building, part_of: springfield-il}",
    "{name: Fortress, coordinates: [55.75, 37.6], precision: street}",
    "{name: Заречье, coordinates: [55.69, 37.39], aliases: [Fort]}",
    "{name: Boston, coordinates: [42.36, -71.06], uncertainty: 3000, coarsen: 5000}",
    "{name: Sangamon, id: county, coordinates: [39.75, -89.6], precision: region}",  # not in any text
]
CHANGED = [  # the same ids with other values
    "{name: Springfield, id: springfield-il, coordinates: [42.3, -71.1], precision: region, part_of: county}",
    "{name: Springfields, id: springfield-ma, coordinates: [42.1, -72.6], precision: city}",
    "{name: Fort, coordinates: [42.2, -72.5], precision: district, part_of: springfield-ma}",
    "{name: Fortress, coordinates: [39.8, -89.5], precision: street}",
    "{name: Boston, coordinates: [39.7, -89.5], uncertainty: 3000}",
    "{name: Sangamon, id: county, coordinates: [39.75, -89.6], precision: region, part_of: boston}",
]
REPORTS = [
    "{title: One, place: fort, status: confirmed, status_reason: Seen., evidence: [{article: a, quote: a gun}]}",
    "{title: One again, id: one, place: fort, status: unconfirmed, status_reason: Heard., date: 2023-01~}",
    "{title: Two, place: boston, status: unconfirmed, status_reason: Heard., evidence: [{article: b, quote: a gun}]}",
    "{title: Three, status: refuted, status_reason: Wrong., date: 2023-01-05/2023-01-10}",
    "{title: Broken, place: nowhere, status: maybe}",
]
MAPS = ["", "map: {title: Guns}\n", "map: {title: Guns, language: ru}\n", "map: {languages: [en, ru], coarsen: 9000}\n"]
TEXTS = [
    "A gun was at the Fort in Springfield. Another one came from Boston.",
    "# A heading\n\nThey saw *a gun* near Fort, and near Eastport. It was in the Fortress.",
    "---\nlink: {Springfield: springfield-ma}\npublish: full\n---\nIn Springfield there was a gun.",
    "---\nlink: {Nowhere: fort}\nlanguage: ru\n---\nВ Заречье стоял a gun. У форта его не было.",
    "",
]

entries = st.lists(st.sampled_from(PLACES), min_size=1, unique=True), st.lists(st.sampled_from(REPORTS), unique=True)
gazetteers = st.builds(
    lambda top, places, reports: top + "places:\n" + lines(places) + ("reports:\n" + lines(reports) if reports else ""),
    st.sampled_from(MAPS),
    *entries,
)
edits = st.lists(
    st.tuples(st.just("data/locations.yaml"), gazetteers)
    | st.tuples(st.sampled_from(["seeds/a.md", "seeds/b.md", "seeds/c.txt"]), st.none() | st.sampled_from(TEXTS)),
    min_size=1,
    max_size=4,
)


def lines(entries: list[str]) -> str:
    return "".join(f"  - {entry}\n" for entry in entries)


def shown(checked: Checked) -> tuple[object, bytes | None]:
    return checked.findings, checked.atlas and site_files(checked.atlas)["index.html"]


@given(edits)
@examples(0.05, accepted=(HealthCheck.too_slow,))
def test_after_any_edits_the_preview_shows_what_a_new_build_would(edits) -> None:
    with tempfile.TemporaryDirectory() as name:
        root, memory = Path(name), LinkCache()
        for folder in ("data", "seeds"):
            (root / folder).mkdir()
        states = []
        for number, (path, text) in enumerate(
            [("data/locations.yaml", f"{MAPS[1]}places:\n{lines(PLACES)}"), ("seeds/a.md", TEXTS[0]), *edits]
        ):
            (root / path).unlink(missing_ok=True)
            if text is not None:
                (root / path).write_text(text, encoding="utf-8")
            kept = root / f"state-{number}"
            for folder in ("data", "seeds"):
                shutil.copytree(root / folder, kept / folder)
            states.append((kept, shown(check(root, memory=memory))))
        for kept, before in states:
            articles._cached_article.cache_clear()
            assert shown(check(kept)) == before


def id_of(place: str) -> str:
    found = re.search(r"id: ([\w-]+)", place) or re.search(r"name: (\w+)", place)
    return found[1].casefold()


VARIANTS = {id_: list(each) for id_, each in itertools.groupby(sorted(PLACES + CHANGED, key=id_of), id_of)}


@given(st.lists(st.tuples(*(st.sampled_from(each) for each in VARIANTS.values())), min_size=2, max_size=4))
@examples(0.3)
def test_articles_are_linked_again_if_a_place_that_they_depend_on_changes(gazetteers) -> None:
    with tempfile.TemporaryDirectory() as name:
        root, memory = Path(name), LinkCache()
        for folder in ("data", "seeds"):
            (root / folder).mkdir()
        for number, text in enumerate(filter(None, TEXTS)):
            (root / "seeds" / f"{number}.md").write_text(text, encoding="utf-8")
        decided = set()
        for places in gazetteers:
            (root / "data" / "locations.yaml").write_text(f"places:\n{lines(places)}", encoding="utf-8")
            cached, new = check(root, memory=memory), check(root)
            assert cached.findings == new.findings
            assert cached.atlas.mentions == new.atlas.mentions
            decided.add(new.atlas.mentions)
        event(f"{len(decided)} of {len(gazetteers)} differ")
