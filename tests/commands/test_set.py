"""`geomap set`, `geomap remove` and `geomap rename`: shown, checked, then written as a whole or not at all."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geomap.cli import main

GAZETTEER = """\
places:
  - {id: fort, name: Fort, coordinates: [55.728, 37.588], precision: building}
reports:
  - id: radar
    title: A radar   # seen
    place: fort
    status: unconfirmed
    status_reason: One witness.
  - id: fort
    title: A fort
    status: refuted
    status_reason: No fort.
"""


@pytest.fixture
def root(make_project) -> Path:
    return make_project({"data/locations.yaml": GAZETTEER, "seeds/roofs.md": "A radar.\n"})


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(root)])


def text_of(root: Path) -> str:
    return (root / "data" / "locations.yaml").read_text(encoding="utf-8")


def test_keys_of_several_entries_are_set(root) -> None:
    assert run(root, "set", "radar", "report:fort", "date=2023-01~", "system=Radar: a", "--yes").exit_code == 0
    assert text_of(root) == GAZETTEER.replace("place: fort\n", 'place: fort\n    system: "Radar: a"\n').replace(
        "One witness.\n", "One witness.\n    date: 2023-01~\n"
    ).replace("title: A fort\n", 'title: A fort\n    system: "Radar: a"\n').replace(
        "No fort.\n", "No fort.\n    date: 2023-01~\n"
    )


def test_without_yes_or_with_dry_run_nothing_is_written(root) -> None:
    result = run(root, "set", "radar", "title=Two radars", "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "-     title: A radar   # seen\n     5 +     title: Two radars   # seen\n" in result.stderr
    assert run(root, "set", "radar", "title=Two radars").exit_code == 1
    assert text_of(root) == GAZETTEER


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["set", "radar"], 2, "KEY=VALUE"),
        (["set", "title=x"], 2, "give an entry"),
        (["set", "fort", "note=x"], 2, "place:fort, report:fort"),
        (["set", "radra", "title=x"], 2, 'did you mean "radar"?'),
        (["set", "radar", "titel=x", "--yes"], 1, 'did you mean "title"?'),
        (["set", "radar", "date=yesterday", "--yes"], 1, "G010"),
        (["set", "radar", "status=refuted", "--yes"], 2, "status_reason"),
        (["set", "radar", "status=refuted", "status_reason=x", "--yes"], 2, "--since"),
        (["set", "radar", "status=refuted", "status_reason=x", "--since", "2023", "--yes"], 2, "--former-since"),
        (["set", "radar", "title=x", "--since", "2023", "--yes"], 2, "another status"),
        (["set", "radar", "status=unconfirmed", "--correction", "--yes"], 2, "another status"),
        (["set", "radar", "names..ru=x", "--yes"], 1, "the keys are id, title"),
        (["remove", "radra", "--yes"], 2, 'did you mean "radar"?'),
        (["rename", "radra", "x", "--yes"], 2, 'did you mean "radar"?'),
        (["rename", "radar", " ", "--yes"], 1, "the new id is empty"),
        (["remove", "place:fort", "--yes"], 1, "referred to by report radar"),
        (["remove", "radar", "title", "--yes"], 1, "G003"),
        (["remove", "radar", "note", "--yes"], 1, 'report radar has no "note"'),
        (["set", "map", "titel=x", "--yes"], 1, 'did you mean "title"?'),
        (["rename", "place:fort", "a b", "--yes"], 1, "G004"),
        (["rename", "radar", "fort", "--yes"], 1, "taken"),
    ],
)
def test_wrong_changes_are_refused(root, arguments, code, message) -> None:
    result = run(root, *arguments)
    assert (result.exit_code, message in result.stderr) == (code, True), result.stderr
    assert text_of(root) == GAZETTEER


def test_another_status_needs_a_reason_and_a_date_or_is_a_correction(root) -> None:
    status = ("set", "radar", "status=refuted", "status_reason=A van.", "--yes")
    assert run(root, *status, "--since", "2023-01-25", "--former-since", "2023-01-20").exit_code == 0
    assert "history:\n      - date: 2023-01-20\n        status: unconfirmed\n        reason: One witness.\n" in text_of(
        root
    )
    assert run(root, "set", "radar", "status=unconfirmed", "--correction", "--yes").exit_code == 0
    assert text_of(root).count("reason: One witness.") == 1


def test_entries_keys_and_articles_are_removed(root) -> None:
    assert run(root, "remove", "radar", "place", "--yes").exit_code == 0
    assert run(root, "remove", "place:fort", "--yes").exit_code == 0
    assert run(root, "remove", "report:fort", "--yes").exit_code == 0
    assert (
        text_of(root)
        == GAZETTEER.replace(GAZETTEER[: GAZETTEER.index("reports:")], "")
        .replace("    place: fort\n", "")
        .partition("  - id: fort")[0]
    )
    assert run(root, "remove", "roofs", "--yes").exit_code == 0
    assert not (root / "seeds" / "roofs.md").exists()


def test_a_new_id_is_written_where_the_old_one_was(root) -> None:
    result = run(root, "rename", "place:fort", "old-fort", "--no-redirect", "--yes")
    assert (result.exit_code, "rename place fort to old-fort" in result.stdout) == (0, True)
    assert text_of(root) == GAZETTEER.replace("id: fort, name", "id: old-fort, name").replace(
        "place: fort", "place: old-fort"
    )


@pytest.mark.parametrize("arguments", [["rename", "radar", "radar"], ["set", "radar", "title=A radar"]])
def test_a_change_that_changes_nothing_says_so(root, arguments) -> None:
    result = run(root, *arguments, "--yes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "This changes nothing. Nothing was written." in result.stderr
    assert text_of(root) == GAZETTEER


NESTED = """\
places:
  - {id: fort, name: Fort, coordinates: [1, 2], precision: building, names: {uk: Форт}}
reports:
  - id: radar
    title: A radar
    status: refuted
    status_reason: No radar.
    tags: [a, b]
    evidence: [{article: roofs, quote: A radar}]
"""


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["set", "radar", "evidence.9.quote=x"], "evidence.1 for a new entry, with article, quote"),
        (["set", "radar", "tags.3=x"], "tags.2 for a new entry"),
        (["set", "radar", "history.1.date=2023"], "history.0 for a new entry, with date, status, reason"),
        (["set", "radar", "evidence.x.quote=y"], "evidence.0"),
        (["set", "radar", "evidence.-1.quote=y"], "evidence.0"),
        (["set", "radar", "evidence.0.qoute=y"], '"quote"'),
        (["set", "radar", "evidence.0.zzz=y"], "article, quote, prefix"),
        (["set", "radar", "place.0=x"], "place=…"),
        (["set", "fort", "coordinates.0=3"], "coordinates=…"),
        (["set", "fort", "names.0=x"], "names.KEY"),
        (["set", "map", "nope.x=1"], "title, summary"),
        (["remove", "radar", "tags.2"], "2 entries, tags.0 to tags.1"),
        (["remove", "radar", "evidence.4.quote"], "1 entry, evidence.0"),
        (["remove", "radar", "history.0"], "title, status"),
        (["remove", "radar", "evidence.0.qoute"], '"quote"'),
        (["remove", "radar", "title.0"], "whole value: title"),
        (["remove", "fort", "names.ru"], "uk"),
    ],
    ids=" ".join,
)
def test_a_path_that_leads_nowhere_gets_the_paths_that_do(make_project, arguments, advice) -> None:
    root = make_project({"data/locations.yaml": NESTED, "seeds/roofs.md": "A radar.\n"})
    result = run(root, *arguments, "--yes")
    assert result.exit_code == 1
    assert advice in result.stderr.partition("= help: ")[2].splitlines()[0]
    assert text_of(root) == NESTED
