"""Where a saved web page is from: its address, the archive that kept it, and when it was saved."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urlsplit

_ARCHIVES = (
    *("web.archive.org", "archive.org", "wayback.archive-it.org", "arquivo.pt", "webarchive.nationalarchives.gov.uk"),
    *("archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md"),
    *("webcitation.org", "perma.cc", "ghostarchive.org", "webcache.googleusercontent.com"),
)
_ARCHIVE_NAMES = frozenset({"internet archive", "wayback machine", "internet archive wayback machine", "archive.today"})
_ARCHIVED = re.compile(
    r"https?://(?P<host>[\w.-]+)/(?:[\w-]+/)?(?P<time>\d{4}[\d.-]{0,13})(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}[^\s\"'<>]+)",
    re.IGNORECASE,
)
_LINK = re.compile(r"<(?:link|meta)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_COMMENTS = (
    # SingleFile; "Save page as" of Chrome and Internet Explorer; monolith; HTTrack
    re.compile(r"Page saved with SingleFile\s+url:\s*(?P<url>\S+)(?:\s+saved date:\s*(?P<date>[^\n]+))?"),
    re.compile(r"saved from url=\(\d+\)(?P<url>\S+)"),
    re.compile(r"Saved from (?P<url>https?://\S+) at (?P<iso>\d{4}-\d\d-\d\d)\S* using monolith"),
    re.compile(r"Mirrored from (?P<bare>\S+) by HTTrack[^,]*,\s*(?P<date>[^\n>]+?)\s*--"),
)
_WAYBACK_SCRIPT = re.compile(r"__wm\.wombat\(\"(?P<url>https?://[^\"]+)\",\s*\"(?P<time>\d{14})\"")
_WAYBACK_INPUT = re.compile(
    r"""<input[^>]*\bid=["']?wmtbURL["']?[^>]*\bvalue=["'](?P<url>https?://[^"']+)""", re.IGNORECASE
)
_WAYBACK_DATE = re.compile(r"FILE ARCHIVED ON (?P<clock>\d\d:\d\d:\d\d) (?P<day>\w{3} \d{1,2}, \d{4})")
_TOOLBAR = re.compile(
    r"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->|"
    r"<!--\s*FILE ARCHIVED ON.*?-->|<!--\s*playback timings.*?-->",
    re.DOTALL,
)
_DAY = re.compile(r"(?:\w{3},? )?(?:(\d{1,2}) (\w{3})|(\w{3}) (\d{1,2})),? (\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Provenance:
    """Where a page is from.

    Attributes:
        url: where it was published.
        archive_url: the copy of an archive.
        saved: the day on which it was saved, in EDTF.
    """

    url: str | None = None
    archive_url: str | None = None
    saved: str | None = None


def is_archive(host_or_name: str) -> bool:
    """Whether a host or the name of a site is that of a web archive, which is no publisher.

    >>> is_archive("web.archive.org"), is_archive("Wayback Machine"), is_archive("news.example.org")
    (True, True, False)
    """
    text = host_or_name.strip().casefold().removeprefix("www.")
    return text in _ARCHIVE_NAMES or any(text == each or text.endswith(f".{each}") for each in _ARCHIVES)


def of_address(address: str | None, saved: str | None = None) -> Provenance:
    """The parts of the address of a page, which may be a copy in an archive.

    >>> of_address("https://web.archive.org/web/20230121101112/https://news.example.org/radar").url
    'https://news.example.org/radar'
    """
    text = unescape((address or "").strip())
    text = f"https:{text}" if text.startswith("//") else text
    if re.match(r"/web/\d{4,14}(?:[a-z]{2}_)?/https?:/", text):  # as the Wayback Machine writes its own links
        text = f"https://web.archive.org{text}"
    if not re.match(r"https?://[^\s/]+", text):
        return Provenance(saved=saved)
    found = _ARCHIVED.fullmatch(text)
    if found and is_archive(found["host"]):
        inner = re.sub(r"^(https?):/+", r"\1://", found["url"])
        return Provenance(inner, text, _day_of_digits(found["time"]) or saved)
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:  # http://[
        return Provenance(saved=saved)
    return Provenance(archive_url=text, saved=saved) if is_archive(host) else Provenance(text, saved=saved)


def find_provenance(html: str) -> Provenance:
    """Where a saved page is from, by the comments of the program that saved it, its archive, and its links."""
    start = html[:200_000]
    found = [of_address(each) for each in _declared(start)]
    for pattern in _COMMENTS:
        if match := pattern.search(start) or pattern.search(html[-5_000:]):
            groups = match.groupdict()
            address = groups.get("url") or f"http://{groups['bare']}"
            found.append(of_address(address, groups.get("iso") or _day_of_text(groups.get("date") or "")))
    if match := _WAYBACK_SCRIPT.search(start):
        found.append(of_address(f"https://web.archive.org/web/{match['time']}/{match['url']}"))
    stamp = _WAYBACK_DATE.search(html[-5_000:]) or _WAYBACK_DATE.search(start)
    if stamp and (shown := _WAYBACK_INPUT.search(start)):  # the address and the time of the copy, in its toolbar
        digits = re.sub(r"\D", "", f"{_day_of_text(stamp['day'])}{stamp['clock']}")
        found.append(of_address(f"https://web.archive.org/web/{digits}/{shown['url']}"))
    # archive.today links its copy with the address in it; other such links on a page are about other pages
    result = Provenance()
    for each in sorted(found, key=lambda one: one.archive_url is None):
        result = Provenance(result.url or each.url, result.archive_url or each.archive_url, result.saved or each.saved)
    short = next((each.archive_url for each in found if each.archive_url and not each.url), None)
    return replace(result, archive_url=short) if short and result.archive_url is None else result


def without_archive(html: str) -> str:
    """The page without the toolbar of the Wayback Machine, and with its links as they were before it was archived."""
    html = _TOOLBAR.sub("", html)
    return _ARCHIVED.sub(lambda found: found["url"] if is_archive(found["host"]) else found[0], html)


def _declared(html: str) -> list[str]:
    """The addresses in the page's canonical link, its bookmark (archive.today) and ``og:url``, in this order."""
    kinds = {"bookmark": 0, "canonical": 1, "og:url": 2}
    addresses: list[tuple[int, str]] = []
    for tag in _LINK.findall(html):
        attributes = {found[0].lower(): next(filter(None, found[1:]), "") for found in _ATTRIBUTE.findall(tag)}
        for kind in (*attributes.get("rel", "").lower().split(), attributes.get("property", "").lower()):
            address = attributes.get("href") or attributes.get("content")
            if kind in kinds and address:
                addresses.append((kinds[kind], address))
    return [address for kind, address in sorted(addresses) if kind or _ARCHIVED.fullmatch(address)]


def _day_of_digits(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    if len(digits) < 8:
        return None
    return _valid_day(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def _day_of_text(text: str) -> str | None:
    """The day of a date in English, such as Fri Jan 20 2023 10:00:00 GMT+0100."""
    found = _DAY.search(text)
    if not found:
        return None
    month = (found[2] or found[3]).casefold()
    return _valid_day(int(found[5]), _MONTHS.index(month) + 1, int(found[1] or found[4])) if month in _MONTHS else None


def _valid_day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
