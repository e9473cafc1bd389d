"""What the tests share: small projects, a network guard, and real browsers."""

import gc
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import engines
import pytest
from browsing import CHROMIUM_FLAGS, WAIT_MS, Visit, Windows, chromium_path
from hypothesis import settings
from pages import write_page
from permissions import permissions_enforced
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

import geomap

REPOSITORY = Path(__file__).parent.parent

# No deadlines: a slow machine is no mistake. Values differ on each run; HYPOTHESIS_PROFILE=long tries 20 times as many.
settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# A shell that runs the tests in the background has them ignore Ctrl-C, and with them every program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

BROWSER_FIXTURES = {"browser", "firefox", "visit", "tab"}
TIERS = {"browser", "large", "package", "services"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that writes the golden files."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files of tests that use `golden`")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a file in tests/golden; with ``--update-golden``, writes the file."""

    def compare(name: str, text: str) -> None:
        file = REPOSITORY / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put every test in one tier: by its mark, its folder, the browser that it uses; else it is a unit test."""
    for item in items:
        if "package" in item.path.parent.parts:
            item.add_marker("package")
        elif BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if not any(item.get_closest_marker(tier) for tier in TIERS):
            item.add_marker("unit")


def pytest_sessionfinish() -> None:
    """At its end Python looks for garbage among all objects several times: once is enough to find what is open."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A unit test starts no other program."""
    with pytest.MonkeyPatch.context() as patch:
        if item.get_closest_marker("unit"):
            patch.setattr(subprocess, "Popen", refused)
        return (yield)


def refused(*_args: object, **_options: object) -> None:
    raise AssertionError("a test that starts a program is marked `services`")


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """File permissions count in the test, also if root runs it; not in programs that the test starts."""
    with permissions_enforced():
        yield


MakeProject = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Only loopback addresses and local sockets may be connected to."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def write_files(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Writes a project from paths and contents, and returns its folder."""
    return lambda files: write_files(tmp_path / "project", files)


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> MakeProject:
    """Writes the page of a project from paths and contents, and returns its file; once for the same contents.

    It is the page that `geomap build` writes, without the name of the build. The other files of the site, which take
    longer, are not made.
    """
    pages: dict[frozenset[tuple[str, str | bytes]], Path] = {}

    def make(files: Mapping[str, str | bytes]) -> Path:
        key = frozenset(files.items())
        if key not in pages:
            root = write_files(tmp_path_factory.mktemp("page"), files)
            (root / "site").mkdir()
            geomap.load(root).map().save(root / "site" / "index.html")
            pages[key] = root / "site" / "index.html"
        return pages[key]

    return make


@pytest.fixture
def first_map(tmp_path: Path) -> Path:
    """A copy of the project's own map: its gazetteer and its articles."""
    root = tmp_path / "first-map"
    for folder in ("data", "seeds"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    return root


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the project's own map, as it is built."""
    folder = tmp_path_factory.mktemp("first-map") / "site"
    geomap.build(geomap.load(REPOSITORY), REPOSITORY, folder)
    return folder / "index.html"


@pytest.fixture(scope="session")
def texts_apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the project's own map with its texts in an element of their own, as a large map has them."""
    from geomap.page import page

    file = tmp_path_factory.mktemp("texts") / "index.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "COMPRESSED_ABOVE", 0)
        geomap.load(REPOSITORY).map().save(file)
    return file


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of 3,000 reports at 1,500 places, every third unconfirmed, one of them of unknown date."""
    from large import large_atlas

    from geomap.model.published import coarsened

    return write_page(coarsened(large_atlas(3000)), tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests; its ``windows`` are used again."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
    browser.windows = Windows(browser, lambda: request.session.testsfailed)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """One Firefox for all tests."""
    with engines.firefox(playwright) as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens visits with the network off; ``visit(width=390, height=844, color_scheme="dark")``."""
    with ExitStack() as windows:

        def make(width: int = 1280, height: int = 800, **options: object) -> Visit:
            window = browser.windows.open(width, height, offline=True, **options)
            windows.callback(window.close)
            return window.visit

        yield make
