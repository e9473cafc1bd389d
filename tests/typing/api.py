"""The public API with its types. mypy checks this file in strict mode; nothing in it is ever run."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import assert_type

import pyarrow as pa

import geomap


def use(folder: Path) -> None:
    atlas = geomap.load(folder)
    assert_type(atlas, geomap.LoadedAtlas)
    assert_type(atlas.findings, tuple[geomap.Finding, ...])
    assert_type(atlas.map(), geomap.Map)
    assert_type(atlas.info, geomap.MapInfo)
    assert_type(atlas.mentions, tuple[geomap.Mention, ...])
    assert_type(atlas.citations, tuple[geomap.Citation, ...])
    assert_type(geomap.export(atlas, "csv", folder / "reports.csv"), bytes)
    assert_type(geomap.__version__, str)

    built = geomap.build(atlas, folder, folder / "site", progress=print)
    assert_type(built, geomap.Built)
    assert_type(built.site, Path)
    assert_type(built.published, geomap.PublishedAtlas)
    assert_type(geomap.export(built.published, "csv"), bytes)
    assert_type(built.changes, geomap.Differences | None)
    assert_type(built.same_bytes, bool)

    checked = geomap.check(str(folder))
    assert_type(checked, geomap.Checked)
    assert_type(checked.atlas, geomap.LoadedAtlas | None)
    assert_type(checked.accepted, tuple[geomap.Accepted, ...])
    finding = checked.findings[0]
    assert_type(finding.severity, geomap.Severity)
    assert_type(finding.location, geomap.Location)
    assert_type(finding.location.line, int)


def read(atlas: geomap.Atlas) -> None:
    for place in atlas.places:
        assert_type(place, geomap.Place)
        assert_type(place.coordinates, geomap.Coordinates | None)
        assert_type(place.precision, geomap.Precision)
        assert_type(place.names, dict[str, str])
        assert_type(place.uncertainty_m, float | None)
        assert_type(place.translations, dict[str, geomap.PlaceTexts])
    for report in atlas.reports:
        assert_type(report, geomap.Report)
        assert_type(report.status, geomap.Status)
        assert_type(report.date, geomap.Dating | None)
        assert_type(report.evidence, tuple[geomap.Evidence, ...])
        assert_type(report.history, tuple[geomap.StatusChange, ...])
        assert_type(report.media, tuple[geomap.Picture, ...])
        assert_type(report.translations, dict[str, geomap.ReportTexts])
        assert_type(report.corrected, tuple[geomap.Correction, ...])
        assert_type(report.corrected[0].before, geomap.FormerTexts | None)
        assert_type(report.evidence[0].says, geomap.Says)
        assert_type(atlas.balance(report.id), geomap.Balance)
        if report.date:
            assert_type(report.date.start, geomap.DatePart | None)
            assert report.date.start
            assert_type(report.date.start.time, geomap.TimeOfDay | None)
    for article in atlas.articles:
        assert_type(article, geomap.Article)
        assert_type(article.front_matter, geomap.FrontMatter)
        assert_type(article.front_matter.publish, geomap.Publish)
        assert_type(article.front_matter.kind, geomap.SourceKind | None)
    assert_type(atlas.streets, geomap.Streets | None)


def fail(folder: Path) -> str:
    try:
        geomap.build(geomap.load(folder), folder)
        geomap.export(geomap.load(folder), "nothing")
    except geomap.ProjectError as error:
        assert_type(error.findings, tuple[geomap.Finding, ...])
        return error.hint
    except geomap.SiteError as error:
        return error.hint
    except geomap.ExportError as error:
        return error.hint
    except geomap.MissingExtraError as error:
        return error.hint
    except geomap.GeomapError as error:
        assert_type(error.hint, str)
        return str(error)
    return ""


def opening(info: geomap.MapInfo) -> tuple[geomap.OpeningView | None, geomap.MapLabels | None, geomap.Order]:
    return info.view, info.labels, info.order


def link(places: Iterable[geomap.Place], batches: Iterable[pa.RecordBatch]) -> None:
    snapshot = geomap.snapshot_of(places, "en")
    assert_type(snapshot, geomap.Snapshot)
    assert_type(snapshot.data, bytes)
    assert_type(snapshot.places, tuple[geomap.KnownPlace, ...])
    assert_type(snapshot.sha256, str)
    assert_type(geomap.read_snapshot(snapshot.data, "gazetteer.snapshot"), geomap.Snapshot)
    assert_type(geomap.link_batches(batches, snapshot, likeliest=True), Iterator[pa.RecordBatch])
    assert_type(geomap.SnapshotError("").hint, str)
    assert_type(geomap.CorpusError("").hint, str)
