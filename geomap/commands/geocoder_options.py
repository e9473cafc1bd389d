"""What the commands share that ask a geocoder: its options, and the words while it is asked."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from geomap import project
from geomap.commands.output import plural
from geomap.commands.progress import progress
from geomap.findings import Finding
from geomap.geocoding import check
from geomap.geocoding.cache import Cache, cache_file
from geomap.geocoding.check import MOST_OF_PUBLIC, comparable
from geomap.geocoding.geocoders import Geocoder, Wished
from geomap.geocoding.http import GeocodingError
from geomap.i18n.translator import Translator
from geomap.model import Gazetteer
from geomap.net.remote import Patience

_OPTIONS = (
    click.option(
        "--provider",
        metavar="NAME",
        default="nominatim",
        show_default=True,
        envvar="GEOMAP_GEOCODER",
        help="Any of geopy's geocoders; its keys are read from GEOMAP_NAME_API_KEY and the like.",
    ),
    click.option("--domain", metavar="HOST", default="", help="The geocoder's server, where it is one of your own."),
    click.option("--scheme", type=click.Choice(["https", "http"]), help="How that is asked; https unless given."),
    click.option("--country", metavar="CODE", default="", help="Search in one country alone: ua, gb."),
    click.option(
        "--contact",
        metavar="ADDRESS",
        default="",
        envvar="GEOMAP_CONTACT",
        help="Yours, told to the server with each question.",
    ),
    click.option("--refresh", is_flag=True, help="Ask again, though the answer is in the cache."),
    click.option(
        "--timeout", type=click.FloatRange(0.1), default=20, show_default=True, help="Seconds to wait for an answer."
    ),
)
NAMES = ("provider", "domain", "scheme", "country", "contact", "refresh", "timeout")


def geocoder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which geocoder is asked, and how."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def geocoder_of(asked: Mapping[str, Any]) -> Geocoder:
    """The geocoder that these options mean; one that cannot be made is wrong usage."""
    country = asked["country"]
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise click.BadParameter(f'"{country}" is no code of two letters, such as ua or gb', param_hint="--country")
    try:
        return Geocoder(
            Wished(
                provider=asked["provider"],
                domain=asked["domain"],
                scheme=asked["scheme"] or "",
                contact=asked["contact"],
                refresh=asked["refresh"],
                patience=Patience(timeout_s=asked["timeout"], tries=3),
                cache=Cache(cache_file()),
                tell=lambda words: click.echo(words, err=True),
            )
        )
    except GeocodingError as problem:
        raise click.UsageError(f"{problem.found}: {problem.advice}" if problem.advice else problem.found) from None


def comparing(asked: Mapping[str, Any]) -> project.ExtraCheck:
    """What asks a geocoder for the places of a gazetteer, once, with words of how it went on standard error."""
    found: list[tuple[Finding, ...]] = []

    def look(gazetteer: Gazetteer) -> tuple[Finding, ...]:
        if not found:
            found.append(_compared(gazetteer, asked))
        return found[0]

    return look


def _compared(gazetteer: Gazetteer, asked: Mapping[str, Any]) -> tuple[Finding, ...]:
    geocoder = geocoder_of(asked)
    places, info = gazetteer.places, gazetteer.map
    count = len(comparable(places))
    if geocoder.public and count > MOST_OF_PUBLIC:
        raise click.UsageError(
            f"{geocoder.server} is everybody's, and {count:,} places are too many to ask it for "
            f"({MOST_OF_PUBLIC} at most): name a server of your own with --domain"
        )
    click.echo(f"Asking {geocoder.server} for {plural(count, 'place')} by name", err=True)
    languages = tuple(dict.fromkeys((info.language, *info.languages)))
    with progress() as doing:
        done = check.compare(
            places, geocoder, languages, asked["country"].lower(), lambda at: doing(f"asked for {at:,} of {count:,}")
        )
    if geocoder.trouble:
        click.echo(geocoder.trouble, err=True)
    farthest = f", at most {Translator('en').distance(done.farthest_m)} off" if done.agreeing else ""
    click.echo(f"{done.agreeing} of {done.asked} lie where {geocoder.form.title} has them{farthest}", err=True)
    return tuple(done.findings)
