"""Archives of map tiles: extents, reading and refusing archives, and cutting new ones."""

import gzip
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from archives import OPENMAPTILES, archive_of, bomb, by_hand, cut, directory, pyramid, varints
from hypothesis import example, given
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, Reader, all_tiles, traverse
from pmtiles.tile import Compression, TileType, tileid_to_zxy

from geomap.tiles import WORLD, Archive, ArchiveError, Extent, TileEntry, tile_bounds
from geomap.tiles import archive as archive_module
from geomap.tiles.cut import cut_entries

PYRAMID = archive_of(pyramid(range(5)))

longitudes = st.floats(-180, 180, exclude_max=True)


@st.composite
def extents(draw) -> Extent:
    west, width = draw(longitudes), draw(st.floats(0, 360))
    south = draw(st.floats(-90, 90))
    return Extent(west, south, min(west + width, west + 360), draw(st.floats(south, 90)))


def opened(data: bytes) -> Archive:
    return Archive.from_bytes(data, "map.pmtiles")


def read_whole(data: bytes) -> dict[tuple[int, int, int], bytes]:
    """Everything in an archive of few tiles, read in every way."""
    archive = opened(data)
    _ = (archive.metadata, archive.attribution, archive.schema)
    zooms = range(archive.header.min_zoom, min(archive.header.max_zoom, 6) + 1)
    found = {}
    for entry in archive.entries(WORLD, zooms):
        for tile_id in range(entry.tile_id, entry.tile_id + min(entry.run_length, 100)):
            found[tileid_to_zxy(tile_id)] = archive.stored(entry)
    return found


# Extents


@pytest.mark.parametrize(
    ("extent", "zoom", "tiles"),
    [
        (Extent(-180, -90, 180, 90), 0, {(0, 0)}),
        (Extent(-180, -90, 180, 90), 1, {(0, 0), (0, 1), (1, 0), (1, 1)}),
        (Extent(0, 0, 0, 0), 1, {(1, 1)}),  # a point belongs to the tile right of and below its corner
        (Extent(0, 0, 180, 85), 1, {(1, 0)}),  # an edge on an edge touches nothing beyond it
        (Extent(170, -1, 190, 1), 3, {(7, 3), (7, 4), (0, 3), (0, 4)}),
        (Extent(179.9, 10, 180, 11), 3, {(7, 3)}),
        (Extent(-180, 10, -179.9, 11), 3, {(0, 3)}),
        (Extent(10, 86, 11, 90), 2, {(2, 0)}),  # beyond Web Mercator's edge the last row is what there is
        (Extent(10, -90, 11, -88), 2, {(2, 3)}),
        (Extent(100, -90, 460, 90), 1, {(0, 0), (0, 1), (1, 0), (1, 1)}),
    ],
)
def test_an_extent_touches_these_tiles(extent, zoom, tiles) -> None:
    assert {(x, y) for _, x, y in extent.tiles(zoom)} == tiles


@given(st.integers(0, 20), st.data())
def test_the_bounds_of_a_tile_touch_only_that_tile(zoom, data) -> None:
    side = st.integers(0, (1 << zoom) - 1)
    tile = (zoom, data.draw(side), data.draw(side))
    assert list(tile_bounds(*tile).tiles(zoom)) == [tile]


@given(extents(), st.integers(0, 6))
def test_an_extent_has_every_tile_once_with_every_tile_above(extent, zoom) -> None:
    tiles = list(extent.tiles(zoom))
    assert len(tiles) == len(set(tiles))
    above = set(extent.tiles(max(zoom - 1, 0)))
    assert {(max(zoom - 1, 0), x >> 1, y >> 1) for _, x, y in tiles} == above or zoom == 0


@given(extents(), st.floats(0, 3))
def test_a_grown_extent_covers_the_original(extent, share) -> None:
    grown = extent.grown(share)
    assert grown.covers(extent)
    assert grown.intersects(extent)
    assert extent.intersects(grown)


@pytest.mark.parametrize(
    ("one", "other", "meets", "covers"),
    [
        (Extent(170, 0, 190, 10), Extent(-175, 2, -174, 3), True, True),
        (Extent(-175, 2, -174, 3), Extent(170, 0, 190, 10), True, False),
        (Extent(170, 0, 190, 10), Extent(-160, 2, -150, 3), False, False),
        (Extent(-180, 0, -170, 10), Extent(175, 0, 185, 10), True, False),
        (Extent(0, 0, 10, 10), Extent(0, 11, 10, 12), False, False),
        (Extent(-180, -85.06, 180, 85.06), Extent(0, -90, 10, 90), True, True),
    ],
)
def test_extents_intersect_across_the_antimeridian(one, other, meets, covers) -> None:
    assert one.intersects(other) == other.intersects(one) == meets
    assert one.covers(other) == covers


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (WORLD, Extent(170, -20, 190, -10), Extent(170, -20, 190, -10)),
        (Extent(170, -20, 190, -10), WORLD, Extent(170, -20, 190, -10)),
        (Extent(-180, -20, -170, 0), Extent(170, -15, 185, 9), Extent(-180, -15, -175, 0)),
        (Extent(0, 0, 10, 10), Extent(5, 5, 20, 20), Extent(5, 5, 10, 10)),
        (Extent(0, 0, 10, 10), Extent(10, 10, 20, 20), Extent(10, 10, 10, 10)),
        (Extent(0, 0, 10, 10), Extent(11, 0, 20, 10), None),
        (WORLD, Extent(0, 0, 1, 1), Extent(0, 0, 1, 1)),
    ],
)
def test_the_intersection_of_two_extents(one, other, both) -> None:
    assert one.common(other) == both


@pytest.mark.parametrize("corners", [(180, 0, 190, 1), (5, 0, 4, 1), (0, 5, 1, 4), (0, -91, 1, 0), (0, 0, 361, 1)])
def test_an_invalid_extent_is_refused(corners) -> None:
    with pytest.raises(ValueError, match="not a range of"):
        Extent(*corners)


def test_an_extent_goes_eastwards_from_its_first_meridian() -> None:
    assert Extent.between(170, 0, -170, 1) == Extent(170, 0, 190, 1)
    assert Extent.between(180, 0, -170, 1) == Extent(-180, 0, -170, 1)
    assert Extent.between(-180, 0, 180, 1).width == 360
    with pytest.raises(ValueError, match="not longitudes"):
        Extent.between(0, 0, 190, 1)


# Reading


def test_every_tile_is_read_as_the_pmtiles_library_reads_it() -> None:
    theirs = dict(all_tiles(MemorySource(PYRAMID)))
    assert read_whole(PYRAMID) == theirs == pyramid(range(5))
    archive = opened(PYRAMID)
    assert {tile: archive.tile(*tile) for tile in theirs} == theirs
    assert archive.tile(5, 0, 0) is archive.tile(2, 4, 0) is archive.tile(2, -1, 0) is None


@given(extents())
def test_the_entries_of_an_extent_are_exactly_its_tiles(extent) -> None:
    tiles = pyramid(range(5), keep=lambda tile: sum(tile) % 3 != 0) | {
        (3, x, y): b"sea" for x in range(4) for y in (0, 1)
    }
    archive = opened(archive_of(tiles))
    wanted = {tile for zoom in (1, 3, 4) for tile in extent.tiles(zoom)}
    entries = list(archive.entries(extent, (4, 3, 1, 9)))
    found = {
        tileid_to_zxy(each.tile_id + at): archive.stored(each) for each in entries for at in range(each.run_length)
    }
    assert found == {tile: tiles[tile] for tile in wanted & set(tiles)}
    assert entries == sorted(entries)


def test_directories_outside_of_the_extent_are_never_read() -> None:
    source = opened(archive_of(pyramid(range(8))))
    whole = cut_entries(source, list(source.entries(WORLD, range(8))), {})
    reads = []

    def read(offset: int, length: int) -> bytes:
        reads.append(length)
        return whole[offset : offset + length]

    archive = Archive(read, len(whole), "map.pmtiles")
    assert archive.header.leaves[1] > 0
    list(archive.entries(Extent(37, 55, 38, 56), [7]))
    assert len(reads) <= 4  # header, root, and the leaves around these few tiles
    assert archive.tile(7, 77, 40) == b"7/77/40"


def test_header_and_metadata_are_read() -> None:
    archive = opened(archive_of(pyramid([0]), bounds=(170, -20, -170, -10)))
    assert archive.attribution == "© OpenStreetMap"
    assert archive.schema == "openmaptiles"
    assert archive.header.bounds == Extent(170, -20, 190, -10)


@pytest.mark.parametrize(
    ("layers", "schema"),
    [
        (["transportation", "place"], "openmaptiles"),
        (["earth", "roads", "places"], "protomaps"),
        (["water", "border", "region", "river"], "context"),
        (["place"], "context"),
        (["things"], None),
        ([], None),
    ],
)
def test_the_schema_follows_from_the_names_of_the_layers(layers, schema) -> None:
    metadata = {"vector_layers": [{"id": name} for name in layers]}
    assert opened(archive_of(pyramid([0]), metadata)).schema == schema
    assert opened(archive_of(pyramid([0]), {"json": str(metadata).replace("'", '"')})).schema == schema


@pytest.mark.parametrize(
    "metadata", [{}, {"attribution": 7, "vector_layers": 7}, {"json": "["}, {"vector_layers": [7]}]
)
def test_metadata_without_content_are_not_an_error(metadata) -> None:
    archive = opened(archive_of(pyramid([0]), metadata))
    assert (archive.attribution, archive.schema) == (None, None)


def test_an_attribution_is_one_line_of_plain_text() -> None:
    text = '<script>alert(1)</script><b>©</b>\n A &amp; <a href="javascript:x">B</a>\x1b' + "x" * 9000
    plain = opened(archive_of(pyramid([0]), {"attribution": text})).attribution
    assert plain is not None
    assert plain.startswith("© A & B�xxx")
    assert len(plain) == archive_module.MAX_ATTRIBUTION


# Refusing


def refused(data: bytes) -> str:
    with pytest.raises(ArchiveError) as caught:
        read_whole(data)
    assert caught.value.hint
    return str(caught.value)


SELF = directory((0, 0, 0, 13))  # points to itself


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a PMTiles archive"),
        (b"PK\x03\x04" * 100, "not a PMTiles archive"),
        (b"PMTiles\x03", "truncated"),
        (b"PM\x02\x00" + bytes(600), "version 2"),
        (b"PMTiles\x01" + bytes(600), "version 1"),
        (b"PMTiles\x04" + bytes(600), "version 4"),
        (archive_of(pyramid([0]), tile_type=TileType.PNG), "its tiles are PNG, not vector tiles"),
        (archive_of(pyramid([0]), tile_type=TileType.UNKNOWN), "its tile type is unknown"),
        (archive_of(pyramid([0]), compression=Compression.ZSTD), "its tiles are compressed with zstd"),
        (archive_of(pyramid([0]), compression=Compression.BROTLI), "its tiles are compressed with brotli"),
        (archive_of(pyramid([0]), compression=Compression.UNKNOWN), "the compression of its tiles is unknown"),
        (by_hand(directory(), internal_compression=Compression.ZSTD), "its directories are compressed with zstd"),
        (PYRAMID[:97] + b"\x09" + PYRAMID[98:], "unknown compression"),
        (by_hand(directory()), "a directory is empty"),
        (by_hand(b""), "corrupt"),
        (by_hand(b"\x80" * 5000), "corrupt"),
        (by_hand(varints(1 << 60)), "corrupt"),
        (by_hand(varints(1, 0, 1, 1) + b"\xff" * 9 + b"\x01"), "corrupt"),
        (by_hand(varints(1, 0, 1, 1, 0)), "corrupt"),  # after an entry that does not exist
        (by_hand(varints(2, 5, 0, 1, 1, 1, 1, 1, 1), tiles=b"x"), "corrupt"),  # the same tile twice
        (by_hand(directory((0, 1, 0, 0))), "without content"),
        (by_hand(directory((0, 1, 5, 9)), tiles=b"x"), "outside of the tile data"),
        (by_hand(directory((0, 0, 5, 9)), leaves=b"x"), "outside of the directories"),
        (by_hand(directory((0, 0, 0, len(SELF))), leaves=SELF), "truncated|outside|deep|contradict|corrupt"),
        (by_hand(directory((0, 1, 0, 1)), tiles=b"x", metadata=b"{"), "not JSON"),
        (by_hand(directory((0, 1, 0, 1)), tiles=b"x", metadata=b"[" * 100_000), "not JSON"),
        (by_hand(directory((0, 1, 0, 1)), tiles=b"x", metadata=b"[]"), "not a JSON object"),
        (by_hand(directory((0, 1, 0, 1)), tiles=b"x", min_zoom=5, max_zoom=3), "invalid: 5 to 3"),
        (by_hand(directory((0, 1, 0, 1)), tiles=b"x", max_zoom=77), "invalid: 0 to 77"),
        (by_hand(directory((0, 1, 0, 1)), tiles=b"x", min_lat_e7=5, max_lat_e7=4), "north of the northern"),
    ],
)
def test_an_archive_that_cannot_be_used_is_refused(data, message) -> None:
    with pytest.raises(ArchiveError, match=message):
        read_whole(data)


def test_leaves_that_point_to_each_other_are_refused() -> None:
    leaf = directory((0, 0, 0, 5))
    assert len(leaf) == 5
    assert refused(by_hand(leaf, leaves=leaf)) == "its directories are more than 4 levels deep"


def test_leaves_that_share_ids_are_refused() -> None:
    leaf = directory((0, 1, 0, 1), (9, 1, 0, 1))
    root = directory((0, 0, 0, len(leaf)), (5, 0, 0, len(leaf)))
    assert refused(by_hand(root, leaves=leaf, tiles=b"x")) == "its directories contradict each other"


@pytest.mark.large
@pytest.mark.parametrize("part", ["root", "leaf", "metadata", "tile"])
def test_a_decompression_bomb_is_refused_without_being_decompressed(part) -> None:
    packed = gzip.compress(directory((0, 1, 0, 1)), mtime=0)
    large = bomb(200_000_000)
    root = {"root": large, "leaf": gzip.compress(directory((0, 0, 0, len(large))), mtime=0)}.get(part, packed)
    if part == "tile":
        root = gzip.compress(directory((0, 1, 0, len(large))), mtime=0)
    data = by_hand(
        root,
        leaves=large if part == "leaf" else b"",
        tiles=large if part == "tile" else b"x",
        metadata=large if part == "metadata" else gzip.compress(b"{}", mtime=0),
        internal_compression=Compression.GZIP,
        tile_compression=Compression.GZIP,
    )
    with traced(60_000_000), pytest.raises(ArchiveError, match="when uncompressed"):
        read_uncompressed(data)


def read_uncompressed(data: bytes) -> None:
    archive = opened(data)
    _ = archive.metadata
    for entry in archive.entries(WORLD, [0]):
        archive.content(entry)


@contextmanager
def traced(limit: int) -> Iterator[None]:
    """Limits the memory in use within the block, in bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


@pytest.mark.large
def test_the_largest_directory_is_read_in_limited_memory() -> None:
    count = 1_999_990
    root = varints(count) + b"\x01" * (3 * count) + b"\x01" * count  # ids 1, 2, 3, …, all with the same content
    tracemalloc.start()
    try:
        archive = opened(
            by_hand(gzip.compress(root, 1), tiles=b"x", metadata=bomb(0), internal_compression=Compression.GZIP)
        )
        assert archive.entry(1, 0, 0) == TileEntry(1, 1, 0, 1)
        assert tracemalloc.get_traced_memory()[1] < 500_000_000
    finally:
        tracemalloc.stop()


@given(st.integers(0, len(PYRAMID) - 1))
def test_an_archive_that_is_truncated_anywhere_is_refused(length) -> None:
    assert refused(PYRAMID[:length])


SMALL = {
    "packed": archive_of(pyramid(range(3))),
    "bare": cut(opened(archive_of(pyramid(range(3)))), pyramid(range(3)), OPENMAPTILES),
}


@pytest.mark.parametrize("form", SMALL)
@given(st.data())
def test_a_changed_byte_gives_an_archive_or_an_archive_error(form, data) -> None:
    whole = bytearray(SMALL[form])
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_whole(bytes(whole))
    except ArchiveError:
        return
    assert all(isinstance(content, bytes) for content in found.values())


@given(st.binary(max_size=300))
@example(b"\x00")
def test_any_bytes_as_a_directory_give_tiles_or_an_archive_error(root) -> None:
    with suppress(ArchiveError):
        read_whole(by_hand(root, leaves=root, tiles=b"x" * 300))


def test_a_file_that_is_shorter_than_stated_is_truncated() -> None:
    archive = Archive(lambda offset, length: PYRAMID[offset : min(offset + length, 400)], None, "map.pmtiles")
    with pytest.raises(ArchiveError, match="truncated"):
        list(map(archive.stored, archive.entries(WORLD, range(5))))


@pytest.mark.large
def test_an_extent_of_too_many_tiles_is_refused() -> None:
    root = directory((0, 1, 0, 1))
    archive = opened(by_hand(root, tiles=b"x", max_zoom=30))
    with pytest.raises(ArchiveError, match="too many tiles at zoom 30"):
        list(archive.entries(Extent(1, 1, 50, 50), [30]))


# Cutting


tilesets = st.dictionaries(
    st.integers(0, 5).flatmap(lambda z: st.tuples(st.just(z), *[st.integers(0, (1 << z) - 1)] * 2)),
    st.binary(min_size=1, max_size=3),
    min_size=1,
    max_size=60,
)


@given(tilesets, st.data())
def test_a_cut_has_the_tiles_of_its_source(tiles, data) -> None:
    archive = opened(archive_of(tiles))
    wanted = data.draw(st.lists(st.sampled_from(sorted(tiles)), min_size=1))
    made = cut(archive, [*wanted, (5, 0, 0)], {"name": "part"})
    assert made == cut(archive, reversed([*wanted, (5, 0, 0), *wanted]), {"name": "part"})
    there = {tile: tiles[tile] for tile in {*wanted, (5, 0, 0)} & set(tiles)}
    assert read_whole(made) == there
    assert dict(all_tiles_of_bare(made)) == there  # as the library reads it
    part = opened(made)
    assert part.metadata == {"name": "part"}
    assert part.header.internal_compression is Compression.NONE
    assert (part.header.min_zoom, part.header.max_zoom) == (min(there)[0], max(there)[0])
    assert part.header.tiles[1] == sum(map(len, set(there.values())))  # each content once


def all_tiles_of_bare(data: bytes):
    """The library decompresses directories even if they are not compressed."""
    header = Reader(MemorySource(data)).header()
    root = data[header["root_offset"] :][: header["root_length"]]
    packed = gzip.compress(root)
    return traverse(MemorySource(data + packed), header, len(data), len(packed))


@pytest.mark.large
def test_many_tiles_are_listed_in_leaf_directories_and_the_root_stays_small() -> None:
    tiles = pyramid(range(7))
    made = cut(opened(archive_of(tiles)), tiles, {})
    archive = opened(made)
    assert archive.header.root[1] + 127 <= 16_384
    assert archive.header.leaves[1] > 0
    assert {tile: archive.tile(*tile) for tile in tiles} == tiles


def test_the_cut_of_an_extent_states_its_bounds() -> None:
    archive = opened(PYRAMID)
    extent = Extent(170, -20, 190, 20)
    made = opened(cut_entries(archive, list(archive.entries(extent, range(5))), {}, extent))
    assert made.header.bounds == extent
    assert {tile for tile in pyramid(range(5)) if made.tile(*tile)} == {t for z in range(5) for t in extent.tiles(z)}


def test_compressed_tiles_are_copied_unchanged() -> None:
    tile = gzip.compress(b"content", 9, mtime=0)
    archive = opened(archive_of({(0, 0, 0): tile}, compression=Compression.GZIP))
    made = opened(cut(archive, [(0, 0, 0)], {}))
    assert made.tile(0, 0, 0) == tile
    assert made.content(TileEntry(0, 1, 0, len(tile))) == b"content"


def test_a_cut_without_tiles_is_an_error() -> None:
    with pytest.raises(ArchiveError, match="no tiles there"):
        cut(opened(PYRAMID), [(9, 0, 0)], {})
