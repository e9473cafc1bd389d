"""`geomap link --origins`: both passages with their places, accepted or dismissed in the front matter."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geomap
from geomap.cli import main
from geomap.edit.front_matter import write_ids
from geomap.edit.yaml_edit import EditError

GAZETTEER = "places: [{name: Harbour tower, coordinates: [55.728, 37.588], precision: building}]\n"
STORY = (
    "Two residents of the Harbour tower said that on Monday a crane lifted a launcher onto the roof, "
    "and soldiers closed the quay.\n"
)
COURIER = f"---\npublished: 2023-01-19\n---\n{STORY}"
POST = f"---\ntitle: News   # of the day\n---\nFirst line.\n\n**As reported**: {STORY}"


@pytest.fixture
def folder(make_project) -> Path:
    return make_project({"data/a.yaml": GAZETTEER, "seeds/courier.md": COURIER, "seeds/post.md": POST})


def run(folder: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["link", *map(str, arguments), "--origins", "--gazetteer", str(folder)])


def test_both_passages_are_shown_with_their_places(folder) -> None:
    result = run(folder, folder / "seeds")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "post and courier share 23 words",
        "  seeds/courier.md:4:1 to 4:125, 2023-01-19",
        f"    {STORY.strip().rstrip('.')}",
        "  seeds/post.md:6:18 to 6:142",
        f"    {STORY.strip().rstrip('.')}",
        "  in the front matter of seeds/post.md: repeats: [courier], or independent_of: [courier]",
        "",
    ]


def test_the_articles_of_the_project_are_compared_with_the_ones_that_are_named(folder, tmp_path_factory) -> None:
    assert run(folder, folder / "seeds" / "courier.md").stdout == "No shared passages without a common origin.\n"
    new = tmp_path_factory.mktemp("new") / "blog.txt"
    new.write_text(STORY, encoding="utf-8")
    (row,) = [json.loads(line) for line in run(folder, new, "--format", "json").stdout.splitlines()]
    assert (row["article"], row["earlier"], row["words"]) == ("blog", "courier", 23)
    assert row["text"] == STORY[row["start"] : row["end"]]
    assert row["earlier_text"] == row["text"]


@pytest.mark.parametrize(
    ("options", "key"),
    [(["--accept"], "repeats"), (["--accept", "--dismiss"], None), (["--dismiss"], "independent_of")],
)
def test_a_passage_is_accepted_or_dismissed_in_the_front_matter(folder, options, key) -> None:
    result = run(folder, folder / "seeds", *options)
    post = (folder / "seeds" / "post.md").read_text(encoding="utf-8")
    if key is None:
        assert result.exit_code == 2
        assert post == POST
        return
    assert result.exit_code == 0
    assert post == POST.replace("of the day\n", f'of the day\n{key}: ["courier"]\n')
    assert "No shared passages" in run(folder, folder / "seeds").stdout
    assert not [each for each in geomap.check(folder).findings if each.code in {"L007", "E011"}]


def test_options_that_do_not_go_together_are_refused(folder) -> None:
    assert run(folder, folder / "seeds", "--suggest").exit_code == 2
    result = CliRunner().invoke(main, ["link", str(folder / "seeds"), "--dismiss", "--gazetteer", str(folder)])
    assert result.exit_code == 2


def test_an_article_that_cannot_be_read_is_reported_and_the_others_are_compared(folder) -> None:
    (folder / "seeds" / "broken.md").write_text("---\nid: [\n---\nText\n", encoding="utf-8")
    result = run(folder, folder / "seeds")
    assert result.exit_code == 1
    assert "share 23 words" in result.stdout
    assert "Y003" in result.stderr


FORMS = {
    "": '---\nrepeats: ["a", "b-c"]\n---\n',
    "---\n---\n": '---\nrepeats: ["a", "b-c"]\n---\n',
    "---\nrepeats: []\n---\n": '---\nrepeats: ["a", "b-c"]\n---\n',
    "---\nrepeats: [x, ]  # first\n---\n": "---\nrepeats: [x, a, b-c, ]  # first\n---\n",
    "---\nrepeats: [\n  x]\n---\n": "---\nrepeats: [\n  x, a, b-c]\n---\n",
    "---\n{title: T, repeats: [x]}\n---\n": "---\n{title: T, repeats: [x, a, b-c]}\n---\n",
    "---\nrepeats:\n  - x\ntitle: T\n---\n": "---\nrepeats:\n  - x\n  - a\n  - b-c\ntitle: T\n---\n",
    "---\nrepeats:\n- x\n---\n": "---\nrepeats:\n- x\n- a\n- b-c\n---\n",
    "---\r\ntitle: T\r\n---\r\n": '---\r\ntitle: T\r\nrepeats: ["a", "b-c"]\r\n---\r\n',
}


@pytest.mark.parametrize("before", FORMS)
def test_ids_are_added_to_every_form_of_the_list(tmp_path, before) -> None:
    file = tmp_path / "article.md"
    file.write_bytes(f"{before}Text.\n".encode())
    write_ids(file, "repeats", ["a", "b-c", "a"])
    assert file.read_bytes().decode() == f"{FORMS[before]}Text.\n"
    write_ids(file, "repeats", ["a"])
    assert file.read_bytes().decode() == f"{FORMS[before]}Text.\n"


@pytest.mark.parametrize("head", ["repeats: x", "repeats: [", "repeats: [{x: y}]", "title: [a]\nrepeats: [x]"])
def test_front_matter_with_an_error_stays_as_it_is(tmp_path, head) -> None:
    file = tmp_path / "article.md"
    file.write_text(f"---\n{head}\n---\nText.\n", encoding="utf-8")
    with pytest.raises(EditError):
        write_ids(file, "repeats", ["a"])
    assert file.read_text(encoding="utf-8") == f"---\n{head}\n---\nText.\n"


def test_a_comment_in_the_front_matter_accepts_all_shared_passages_of_an_article(folder) -> None:
    report = "reports: [{title: R, status: unconfirmed, status_reason: W., evidence: [\n"
    quotes = "  {article: courier, quote: closed the quay}, {article: post, quote: closed the quay}]}]\n"
    (folder / "data" / "b.yaml").write_text(report + quotes, encoding="utf-8")
    assert "E011" in {each.code for each in geomap.check(folder).findings}
    comment = "# geomap: ignore[E011] both quote the statement of the residents\n"
    (folder / "seeds" / "post.md").write_text(POST.replace("---\n", f"---\n{comment}", 1), encoding="utf-8")
    checked = geomap.check(folder)
    assert not {"E011", "R003"} & {each.code for each in checked.findings}
    assert [each.finding.code for each in checked.accepted] == ["E011"]
