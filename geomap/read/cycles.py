"""Cycles among ids that refer to each other."""

from collections.abc import Collection, Iterator, Mapping

from geomap.findings import echo

_SHOWN = 5  # ids of a cycle in a message


def find_cycles(references: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str, list[str]]]:
    """The cycles among ids and the ids that they refer to, each once.

    Yields:
        The id and its reference that close the cycle, and the cycle's ids in order, without the first one again.

    >>> list(find_cycles({"a": ["b"], "b": ["a", "c"], "c": []}))
    [('b', 'a', ['a', 'b'])]
    """
    done: set[str] = set()
    for start in references:
        if start in done:
            continue
        path = {start: iter(references[start])}
        while path:
            current, remaining = next(reversed(path.items()))
            following = next((each for each in remaining if each in references and each not in done), None)
            if following is None:
                done.add(current)
                path.popitem()
            elif following in path:
                ids = list(path)
                yield current, following, ids[ids.index(following) :]
            else:
                path[following] = iter(references[following])


def cycle_text(ids: list[str]) -> str:
    """A cycle for a message, shortened where it is long.

    >>> cycle_text(["a", "b"])
    'a → b → a'
    """
    shown = [*ids[:_SHOWN], *(["…"] if len(ids) > _SHOWN else []), ids[0]]
    return " → ".join(echo(each, 40) for each in shown)
