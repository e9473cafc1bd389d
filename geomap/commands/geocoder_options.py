"""The options of the commands that use a geocoder, and the comparison with a geocoder for ``geomap check``."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from geomap.commands.output import plural, print_error
from geomap.commands.progress import progress
from geomap.errors import GeomapError
from geomap.findings import Finding
from geomap.model import Gazetteer

if TYPE_CHECKING:
    from geomap.geocoding.geocoder import Geocoder

_OPTIONS = (
    click.option(
        "--provider",
        metavar="NAME",
        default="nominatim",
        show_default=True,
        envvar="GEOMAP_GEOCODER",
        help="Geocoder, by geopy's name. Set its key as GEOMAP_<NAME>_API_KEY.",
    ),
    click.option("--domain", metavar="HOST", default="", help="Server of the geocoder, if it is not the public one."),
    click.option(
        "--scheme", type=click.Choice(["https", "http"]), help="URL scheme of the server.", show_default="https"
    ),
    click.option("--country", metavar="CODE", default="", help="Limit to one country, e.g. ua."),
    click.option(
        "--contact",
        metavar="ADDRESS",
        default="",
        envvar="GEOMAP_CONTACT",
        help="Contact address sent with each request.",
    ),
    click.option("--refresh", is_flag=True, help="Ignore cached answers."),
    click.option(
        "--timeout", type=click.FloatRange(0.1), default=20, show_default=True, help="Seconds to wait for a response."
    ),
)


def geocoder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for the choice of a geocoder to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def make_geocoder(options: Mapping[str, Any]) -> "Geocoder":
    """The geocoder for these options; an invalid one is a usage error."""
    from geomap.geocoding.cache import Cache, cache_file
    from geomap.geocoding.geocoder import Geocoder, Settings

    country = options["country"]
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise click.BadParameter(f'"{country}" is not a code of two letters, e.g. ua or gb', param_hint="--country")
    try:
        return Geocoder(
            Settings(
                provider=options["provider"],
                domain=options["domain"],
                scheme=options["scheme"] or "",
                contact=options["contact"],
                refresh=options["refresh"],
                timeout_s=options["timeout"],
                cache=Cache(cache_file()),
                notify=partial(click.echo, err=True),
            )
        )
    except GeomapError as error:
        raise click.UsageError(f"{error}: {error.hint}" if error.hint else str(error)) from None


class GeocoderCheck:
    """Compares a gazetteer with a geocoder, once, and reports the progress on standard error.

    Attributes:
        failed: whether the geocoder did not answer.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._findings: tuple[Finding, ...] | None = None
        self.failed = False

    def __call__(self, gazetteer: Gazetteer) -> tuple[Finding, ...]:
        """The findings of the comparison."""
        if self._findings is None:
            self._findings = self._compare(gazetteer)
        return self._findings

    def _compare(self, gazetteer: Gazetteer) -> tuple[Finding, ...]:
        from geomap.geocoding import check

        geocoder = make_geocoder(self._options)
        places, info = gazetteer.places, gazetteer.map
        count = len(check.with_position(places))
        if geocoder.is_public and count > check.MAX_PUBLIC:
            raise click.UsageError(
                f"{geocoder.server} is a public server, and {count:,} places are too many for it "
                f"(at most {check.MAX_PUBLIC}): use a server of your own with --domain"
            )
        click.echo(f"Looking up {plural(count, 'place')} on {geocoder.server}", err=True)
        languages = tuple(dict.fromkeys((info.language, *info.languages)))
        with progress() as doing:
            comparison = check.compare(
                places,
                geocoder,
                languages,
                self._options["country"].lower(),
                lambda done: doing(f"looked up {done:,} of {count:,}"),
            )
        if geocoder.cache.problem:
            click.echo(geocoder.cache.problem, err=True)
        from geomap.i18n.translator import Translator

        farthest = Translator("en").distance(comparison.farthest_m)
        distance = f" (largest distance {farthest})" if comparison.agreeing else ""
        title = geocoder.service.title
        click.echo(f"{comparison.agreeing} of {comparison.compared} positions agree with {title}{distance}", err=True)
        if comparison.error is not None:
            print_error(str(comparison.error), comparison.error.hint)
            left = count - comparison.compared
            click.echo(f"{plural(left, 'place')} not compared. Answers are cached: run the command again.", err=True)
            self.failed = True
        return tuple(comparison.findings)
