"""The editor's page: the preview's shell with the editor next to the map."""

from functools import lru_cache

import jinja2

from geomap.i18n.string_files import languages_with_texts
from geomap.i18n.translator import Translator


@lru_cache(maxsize=1)
def editor_html() -> bytes:
    """The page with its texts in all languages of geomap; it uses that of the browser."""
    shown = ("edit.", "kind.", "precision.", "preview.", "says.", "status.")
    strings = {
        language: {key: text for key, text in Translator(language).strings.items() if key.startswith(shown)}
        for language in languages_with_texts()
    }
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geomap", "web"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("editor.html.j2").render(strings=strings).encode()
