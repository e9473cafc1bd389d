"""The templates of the pages that geomap writes."""

from functools import cache

import jinja2


@cache
def page_template(name: str) -> jinja2.Template:
    """A template in ``geomap/web``. Texts are escaped, and an unknown variable is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geomap", "web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
