"""Ignore comments: their syntax, the lines that they apply to, and the findings about wrong ones."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.model.origin import Origin
from geomap.read.ignore_comments import find_ignore_comments
from geomap.read.yaml.nodes import read_yaml

PLACES = """\
map: {method: We read the news., url: https://maps.example.org/}
places:
  - name: Fort
    coordinates: [10.5, 20.25]
  - name: Tower
    coordinates: [11.5, 20.25]
    precision: building
reports:
  - title: Radar
    place: fort
    status: unconfirmed
    status_reason: One witness.
"""
"""Fort has no precision (C006, line 3), Tower no report (L002, line 5), and Radar no evidence (E004, line 9)."""


def found(make_project, text: str, **more: str) -> tuple[list[str], list[str]]:
    """Codes and lines of the findings that count, and codes and reasons of those that are accepted."""
    checked = geomap.check(make_project({"data/locations.yaml": text, **more}))
    counting = [f"{one.code}:{one.location.line}" for one in checked.findings]
    return counting, [f"{each.finding.code} {each.by}: {each.reason}" for each in checked.accepted]


def comments(text: str) -> list[tuple[int, tuple[str, ...], str]]:
    document = read_yaml(text, "x.yaml")
    return [(each.location.line, each.codes, each.reason) for each in find_ignore_comments(text, document.origin)]


def test_the_example_has_the_findings_that_these_tests_ignore(make_project) -> None:
    assert found(make_project, PLACES) == (["C006:3", "L002:5", "E004:9"], [])


def test_a_comment_on_the_line_of_a_finding_ignores_it(make_project) -> None:
    text = PLACES.replace("- name: Fort", "- name: Fort  # geomap: ignore[C006] we are asking")
    assert found(make_project, text) == (["L002:5", "E004:9"], ["C006 comment: we are asking"])


def test_a_comment_above_an_entry_applies_to_the_whole_entry(make_project) -> None:
    text = PLACES.replace("  - name: Tower", "  # geomap: ignore[L002] the next report needs it\n\n  - name: Tower")
    assert found(make_project, text) == (["C006:3", "E004:11"], ["L002 comment: the next report needs it"])


def test_a_comment_above_the_first_entry_does_not_apply_to_the_list(make_project) -> None:
    text = PLACES.replace("  - name: Fort", "  # geomap: ignore[C006, L002] being looked into\n  - name: Fort")
    counting, accepted = found(make_project, text)
    assert counting == ["R003:3", "L002:6", "E004:10"]
    assert accepted == ["C006 comment: being looked into"]


def test_a_comment_above_a_key_applies_to_everything_under_it(make_project) -> None:
    text = PLACES.replace("places:", "# geomap: ignore[C006,L002] only a draft\nplaces:")
    assert found(make_project, text)[0] == ["E004:10"]
    text = PLACES.replace(
        "    coordinates: [10", "    # geomap: ignore[C006] the name is, this is not\n    coordinates: [10"
    )
    assert found(make_project, text)[0] == ["C006:3", "R003:4", "L002:6", "E004:10"]


def test_the_most_specific_of_two_comments_gives_the_reason_and_both_count_as_used(make_project) -> None:
    text = PLACES.replace("places:", "# geomap: ignore[C006, L002] a draft\nplaces:")
    text = text.replace("- name: Fort", "- name: Fort  # geomap: ignore[C006] we are asking")
    counting, accepted = found(make_project, text)
    assert counting == ["E004:10"]
    assert accepted == ["C006 comment: we are asking", "L002 comment: a draft"]


def test_a_comment_at_the_top_of_a_file_applies_only_to_the_first_key(make_project) -> None:
    text = "# geomap: ignore[C009, C010] this map is for us\n" + PLACES.replace(
        "map: {method: We read the news., url: https://maps.example.org/}", "map:\n  title: T"
    )
    counting, accepted = found(make_project, text)
    assert counting == ["C006:5", "L002:7", "E004:11"]
    assert accepted == ["C009 comment: this map is for us", "C010 comment: this map is for us"]


def test_without_a_reason_nothing_is_ignored(make_project) -> None:
    text = PLACES.replace("- name: Fort", "- name: Fort  # geomap: ignore[C006]  ")
    assert found(make_project, text) == (["C006:3", "R001:3", "L002:5", "E004:9"], [])


def test_an_unknown_code_is_reported_with_the_nearest(make_project) -> None:
    text = PLACES.replace("- name: Fort", "- name: Fort  # geomap: ignore[C0066] we are asking")
    (finding,) = [
        one for one in geomap.check(make_project({"data/locations.yaml": text})).findings if one.code == "R002"
    ]
    assert (finding.location.line, finding.location.column) == (3, 17)
    assert "C0066" in finding.message
    assert "C006" in finding.help


def test_a_comment_without_a_code_is_reported(make_project) -> None:
    for comment in ("# geomap: ignore", "# geomap: ignore please", "# geomap: ignore[] x", "# geomap:ignore"):
        text = PLACES.replace("- name: Fort", f"- name: Fort  {comment}")
        assert found(make_project, text)[0] == ["C006:3", "R002:3", "L002:5", "E004:9"], comment


def test_errors_and_findings_about_comments_cannot_be_ignored(make_project) -> None:
    text = PLACES.replace("[10.5, 20.25]", "[95, 20.25]  # geomap: ignore[G009] so says the source")
    counting, accepted = found(make_project, text)
    assert "G009:4" in counting
    assert "R004:4" in counting
    assert accepted == []
    text = PLACES.replace("- name: Fort", "- name: Fort  # geomap: ignore[R003] never mind")
    assert "R004:3" in found(make_project, text)[0]


def test_with_errors_comments_that_match_nothing_are_not_reported(make_project) -> None:
    text = PLACES.replace("- name: Tower", "- name: Tower  # geomap: ignore[L002] soon").replace("[10.5", "[95")
    assert not [one for one in found(make_project, text)[0] if one.startswith("R")]


def test_an_unused_comment_is_reported_with_the_line_of_the_nearest_finding(make_project) -> None:
    text = PLACES.replace("precision: building", "precision: building  # geomap: ignore[L002] soon")
    checked = geomap.check(make_project({"data/locations.yaml": text}))
    (finding,) = [one for one in checked.findings if one.code == "R003"]
    assert finding.location.line == 7
    assert "line 5" in finding.help


def test_a_comment_in_front_matter_applies_to_the_whole_article(make_project) -> None:
    shared = (
        "places:\n  - {name: Springfield, id: one, coordinates: [39.8, -89.6], precision: city}\n"
        "  - {name: Springfield, id: two, coordinates: [44.0, -123.0], precision: city}\n"
    )
    text = "The depot at Springfield is empty.\n"
    before, _ = found(make_project, shared, **{"seeds/news.md": f"---\ntitle: News\n---\n{text}"})
    assert "L001:4" in before
    head = "---\ntitle: News\n# geomap: ignore[L001] the text does not say\n---\n"
    after, accepted = found(make_project, shared, **{"seeds/news.md": head + text})
    assert not [one for one in after if one.startswith(("L001", "R"))]
    assert "L001 comment: the text does not say" in accepted


def test_several_comments_can_follow_each_other() -> None:
    text = (
        "# geomap: ignore[C006] one\n# geomap: ignore[L002, c001] two\na: 1  # latitude  # geomap: ignore[E004] three\n"
    )
    assert comments(text) == [(1, ("C006",), "one"), (2, ("L002", "C001"), "two"), (3, ("E004",), "three")]


def test_columns_count_characters_after_other_scripts_and_carriage_returns() -> None:
    text = "a: Заречье 🏰  # geomap: ignore[C006] один\r\nb: 1  # geomap: ignore[C001] два\r\n"
    document = read_yaml(text, "x.yaml")
    first, second = find_ignore_comments(text, document.origin)
    assert (first.location.line, first.location.column, first.reason) == (1, 15, "один")
    assert (second.location.line, second.location.column, second.reason) == (2, 7, "два")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_supported(end) -> None:
    lines = [
        "places:",
        "  - name: Fort",
        "    # geomap: ignore[C006] one",
        "    note: x  # geomap: ignore[C001] two",
        "",
    ]
    text = end.join(lines)
    document = read_yaml(text, "x.yaml")
    above, same_line = find_ignore_comments(text, document.origin)
    assert (above.location.line, above.location.column, above.first_line, above.last_line) == (3, 5, 4, 4)
    assert (same_line.location.line, same_line.location.column, same_line.first_line, same_line.last_line) == (
        4,
        14,
        4,
        4,
    )


def test_a_number_sign_in_quotes_or_in_a_block_scalar_begins_no_comment() -> None:
    for text in (
        'a: "x # geomap: ignore[C006] y"',
        "a: 'x # geomap: ignore[C006] y'",
        "a: |\n  x\n  # geomap: ignore[C006] y\nb: 1",
        "a: >-\n\n  # geomap: ignore[C006] y\n\n",
        'a: "x\n  # geomap: ignore[C006] y"',
        '"# geomap: ignore[C006] y": 1',
        "a: [x, 'b # geomap: ignore[C006] y']",
    ):
        assert comments(text) == [], text


def test_a_comment_right_after_a_block_scalar_is_found() -> None:
    text = "a:\n  b: |\n    words\n  # geomap: ignore[C006] y\n  c: 1\n"
    assert comments(text) == [(4, ("C006",), "y")]


@given(
    st.lists(
        st.text(
            st.characters(
                codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\x85\u2028\u2029\ufffe\uffff\ufeff"
            ),
            max_size=20,
        )
    ),
    st.integers(0, 5),
    st.sampled_from([None, "|", ">", '"', "'"]),
)
def test_yaml_text_is_never_a_comment(words: list[str], at: int, style: str | None) -> None:
    """However the emitter writes it."""
    value = " ".join([*words[:at], "# geomap: ignore[C006] y", *words[at:]])
    text = yaml.dump({"a": [value, {value: value}]}, allow_unicode=True, default_style=style)
    document = read_yaml(text, "x.yaml")
    if document.complete and not document.findings:
        assert find_ignore_comments(text, document.origin) == []


@given(st.text(alphabet=" \n#:\"'|>-[]{}ab,&*!gC06", max_size=60))
def test_ignore_comments_are_found_in_any_valid_yaml(noise: str) -> None:
    text = f"{noise}\n# geomap: ignore[C006] y\n"
    document = read_yaml(text, "x.yaml")
    if document.complete:
        for each in find_ignore_comments(text, document.origin):
            line = text.split("\n")[each.location.line - 1]
            assert line[each.location.column - 1 :].startswith("# geomap: ignore")


def test_a_text_without_ignore_comments_is_not_parsed_for_them() -> None:
    """Its positions are not read, so a gazetteer without such comments is read as fast as before."""
    assert find_ignore_comments("a: 1  # geomap reads this\n", Origin("x.yaml", object())) == []
