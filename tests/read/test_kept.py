"""What was read is kept for the next time, and is as if it had been read again."""

from geomap.read.gazetteer import read_gazetteer
from geomap.read.kept import MAX_CHARACTERS, read_kept


def test_a_kept_document_is_the_same_and_the_oldest_are_dropped() -> None:
    first = read_kept("a: 1\n", "kept.yaml")
    assert read_kept("a: 1\n", "kept.yaml") is first
    for number in range(3):
        read_kept(f"a: {number} # {'x' * (MAX_CHARACTERS // 2)}\n", "kept.yaml")
    again = read_kept("a: 1\n", "kept.yaml")
    assert again is not first
    assert again.value == first.value


def test_a_gazetteer_with_empty_keys_is_read_twice_alike(make_project) -> None:
    root = make_project({"data/a.yaml": "places:\n  - name: Fort\n    coordinates: [55, 37]\n    aliases:\n"})
    first, second = (read_gazetteer(root, kept=True) for _ in range(2))
    assert first.findings == second.findings
    assert first.gazetteer is not None
    assert second.gazetteer == first.gazetteer
