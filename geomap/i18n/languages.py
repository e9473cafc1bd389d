"""Which of several languages to use for a reader."""

from collections.abc import Iterable


def lookup(language: str, available: Iterable[str]) -> str | None:
    """The best match for a BCP 47 tag, by the lookup of RFC 4647, section 3.4; None if nothing matches.

    Subtags are removed from the end until a tag matches. Case does not matter (RFC 5646, section 2.1.1).

    >>> lookup("pt-BR", ["en", "pt", "pt-PT"])
    'pt'
    >>> lookup("pt-BR", ["pt-PT", "pt-br"])
    'pt-br'
    """
    tags = {tag.casefold(): tag for tag in available}
    subtags = language.casefold().split("-") if tags else []
    while subtags:
        if (tag := tags.get("-".join(subtags))) is not None:
            return tag
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:  # a singleton such as x or u only introduces what follows it
            subtags.pop()
    return None
