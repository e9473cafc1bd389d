"""Pictures: the files that are accepted, those that are refused, and what is published of one."""

import hashlib
import io
import json
import os
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin, features
from properties import examples

import geomap
from geomap.findings import Finding, Location
from geomap.model import Picture, Report
from geomap.page import media
from geomap.page.media import PublishedPicture, check_pictures, published_picture
from geomap.read import pictures as pictures_module
from geomap.read import read_gazetteer
from geomap.read.files import Kind
from geomap.read.pictures import read_picture

GAZETTEER = """\
reports:
  - title: Launcher on the tower
    status: unconfirmed
    status_reason: One witness, one picture.
    media:
      - {file: %s, alt: A launcher, credit: The witness, license: CC-BY-4.0}
"""
WHITE, RED, BLUE = (255, 255, 255), (200, 30, 30), (30, 30, 200)


def encoded(image: Image.Image, form: str = "JPEG", **options) -> bytes:
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


def plain(width: int = 64, height: int = 48, mode: str = "RGB", colour: object = RED) -> Image.Image:
    return Image.new(mode, (width, height), colour)


def published(content: bytes) -> PublishedPicture:
    return published_picture(Picture(file="x", alt="x", credit="x", license="x").with_content(content))


def shown(content: bytes) -> Image.Image:
    made = published(content)
    image = Image.open(io.BytesIO(made.data))
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    assert (made.media_type, made.width, made.height) == ("image/jpeg", *image.size)
    return image


def near(colour: object, wanted: tuple[int, int, int], by: int = 12) -> bool:
    return isinstance(colour, tuple) and all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=True))


@pytest.fixture
def found(make_project):
    """The findings of a project whose one report has this picture."""

    def find(content: bytes | None, path: str = "tower.jpg") -> list[Finding]:
        folder = {} if content is None else {f"data/{path}": content}
        return read_gazetteer(make_project({"data/a.yaml": GAZETTEER % json.dumps(path), **folder})).findings

    return find


# What is read


def test_a_picture_is_read_with_its_report_and_counts_among_the_inputs(make_project) -> None:
    content = encoded(plain())
    text = GAZETTEER % "pictures/tower.jpg" + (
        "      - file: pictures/tower.jpg\n        alt: Again\n        credit: C\n        license: L\n"
        "        caption: From the street\n        source: https://example.org/post\n        graphic: true\n"
    )
    reading = read_gazetteer(make_project({"data/a.yaml": text, "data/pictures/tower.jpg": content}))
    assert reading.findings == []
    assert reading.gazetteer is not None
    first, second = reading.gazetteer.reports[0].media
    assert (first.content, second.content) == (content, content)
    assert (first.alt, first.caption, first.source, first.graphic) == ("A launcher", None, None, False)
    assert (second.caption, second.source, second.graphic) == ("From the street", "https://example.org/post", True)
    assert str(second.at("caption")) == "data/a.yaml:11:18"
    assert reading.sha256["data/pictures/tower.jpg"] == hashlib.sha256(content).hexdigest()


def test_the_manifest_lists_the_picture_and_the_site_does_not_hold_its_file(make_project) -> None:
    content = encoded(plain(), comment=b"taken from my window")
    root = make_project({"data/a.yaml": GAZETTEER % "tower.jpg", "data/tower.jpg": content})
    site = geomap.build(geomap.load(root), root).site
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["data/tower.jpg"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert not any(b"taken from my window" in path.read_bytes() for path in site.rglob("*") if path.is_file())


FORMS = ["JPEG", "PNG", "WEBP", "GIF", *(["AVIF"] if features.check("avif") else [])]


@pytest.mark.parametrize("form", FORMS)
def test_every_usual_kind_of_picture_is_read_whatever_its_name(found, form) -> None:
    content = encoded(plain(200, 100), form)
    assert found(content, "picture.dat") == []
    image = shown(content)
    assert image.size == (200, 100)
    assert near(image.getpixel((100, 50)), RED)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (7, 1), (3000, 2)])
@pytest.mark.parametrize("form", FORMS)
def test_pictures_of_odd_sizes_are_pictures(found, form, size) -> None:
    content = encoded(plain(*size), form)
    assert found(content) == []
    assert max(shown(content).size) == min(max(size), 1280)


# What is refused


def refused(findings: list[Finding]) -> str:
    (finding,) = findings
    assert str(finding.location) == "data/a.yaml:6:16"
    return f"{finding.code} {finding.message}; {finding.help}"


def test_a_missing_picture_is_reported_at_its_path(found) -> None:
    assert refused(found(None)) == 'Y001 "tower.jpg": there is no such file; check the spelling of its path'


@pytest.mark.parametrize("path", ["../../tower.jpg", "/etc/hostname", "../../../../etc/hostname"])
def test_a_picture_outside_the_project_is_never_read(make_project, path) -> None:
    root = make_project({"data/a.yaml": GAZETTEER % path})
    (root.parent / "tower.jpg").write_bytes(encoded(plain()))
    reading = read_gazetteer(root)
    assert refused(reading.findings) == f'A005 "{path}": the file is outside the project; copy it into the project'
    assert list(reading.sha256) == ["data/a.yaml"]


def test_a_link_that_leads_out_of_the_project_is_not_followed(make_project) -> None:
    root = make_project({"data/a.yaml": GAZETTEER % "tower.jpg"})
    (root.parent / "tower.jpg").write_bytes(encoded(plain()))
    (root / "data" / "tower.jpg").symlink_to(root.parent / "tower.jpg")
    assert refused(read_gazetteer(root).findings).startswith("A005")


def test_a_folder_and_a_pipe_are_not_pictures(make_project) -> None:
    root = make_project({"data/a.yaml": GAZETTEER % "tower.jpg"})
    os.mkfifo(root / "data" / "tower.jpg")
    assert "a pipe or device" in refused(read_gazetteer(root).findings)
    (root / "data" / "tower.jpg").unlink()
    (root / "data" / "tower.jpg").mkdir()
    assert "this is a folder" in refused(read_gazetteer(root).findings)


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\n <!-- drawn --><svg><script>alert(1)</script></svg>",
    ],
)
def test_an_svg_is_refused_with_how_to_save_it(found, content) -> None:
    refusal = refused(found(content, "tower.jpg"))
    assert refusal.startswith("P001")
    assert "this is an SVG drawing" in refusal
    assert refusal.endswith("export it as PNG")


@pytest.mark.parametrize(
    "content",
    [b"", b"words", b"%PDF-1.7\n", b"BM" + bytes(60), b"\0\0\0\x18ftypheic" + bytes(40), encoded(plain(), "TIFF")],
)
def test_an_unsupported_picture_is_refused(found, content) -> None:
    refusal = refused(found(content))
    assert refusal.startswith('P001 "tower.jpg": this is not a valid JPEG, PNG, WebP, GIF or AVIF picture; save')


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 90).convert("RGB")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kept", [0.3, 0.8])
def test_a_picture_that_is_cut_off_is_refused(found, form, kept) -> None:
    whole = encoded(noise(300, 200), form)
    refusal = refused(found(whole[: int(len(whole) * kept)]))
    assert refusal.startswith("P001")


def test_a_damaged_picture_is_refused(found) -> None:
    whole = bytearray(encoded(noise(300, 200), "PNG"))
    whole[len(whole) // 2] ^= 0xFF
    assert "broken or cut off" in refused(found(bytes(whole)))


def test_a_picture_with_too_many_pixels_is_refused_before_it_fills_the_memory(found) -> None:
    refusal = refused(found(encoded(plain(8000, 6300, "L", 0))))
    assert refusal.startswith('P002 "tower.jpg": the picture has 8,000 × 6,300 pixels; save it smaller')


def png(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [7072, 10_000, 60_000, 2_000_000_000])
def test_a_decompression_bomb_is_refused_unread(found, side) -> None:
    assert refused(found(png(side, side))).startswith("P002")


@pytest.mark.large
def test_a_picture_with_a_metadata_bomb_is_refused(found) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("comment", "0" * 100_000_000, zip=True)
    assert refused(found(encoded(plain(), "PNG", pnginfo=words))).startswith("P001")


def test_a_file_that_is_too_large_is_refused(found, monkeypatch) -> None:
    assert pictures_module.PICTURE.limit == 20_000_000
    monkeypatch.setattr(pictures_module, "PICTURE", Kind(1000, "P002", "P001", pictures_module.PICTURE.smaller))
    refusal = refused(found(encoded(noise(200, 200))))
    assert refusal.startswith('P002 "tower.jpg": the file is larger than 0.001 MB; save it smaller')


def test_files_that_are_too_large_together_are_reported_at_the_first_over_the_limit(make_project, monkeypatch) -> None:
    content = encoded(plain())
    monkeypatch.setattr(pictures_module, "MAX_TOTAL", 2 * len(content))
    text = GAZETTEER % "tower.jpg" + "      - {file: tower.jpg, alt: A, credit: C, license: L}\n" * 3
    (finding,) = read_gazetteer(make_project({"data/a.yaml": text, "data/tower.jpg": content})).findings
    assert (finding.code, str(finding.location)) == ("P003", "data/a.yaml:8:16")


def test_a_missing_or_misspelt_key_of_a_picture_is_reported_with_what_to_write(make_project) -> None:
    text = """\
reports:
  - title: Launcher
    status: unconfirmed
    status_reason: One witness.
    media:
      - {file: a.jpg, alt: '', credit: C, licence: L}
      - {file: a.jpg, credit: C, license: L, graphic: yes, source: javascript:x}
      - a.jpg
"""
    findings = read_gazetteer(make_project({"data/a.yaml": text, "data/a.jpg": encoded(plain())})).findings
    assert [f"{f.location.line}:{f.location.column} {f.code}" for f in findings] == [
        *("6:28 G003", "6:43 G002", "7:9 G003", "7:55 G004", "7:68 G011", "8:9 G004")
    ]
    assert findings[1].help == 'did you mean "license"?'
    assert findings[2].help == "add alt: what the picture shows, for readers who cannot see it"
    assert (findings[3].message, findings[3].help) == ('graphic is the text "yes"', "write true or false")


# What is published


def test_no_metadata_of_a_camera_is_published() -> None:
    image = plain(400, 300)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Maker", "Camera 9", "A. Witness"
    exif[0x8825] = {1: "N", 2: (55.0, 43.0, 40.8), 3: "E", 4: (37.0, 35.0, 16.8), 29: "2023:01:19"}  # GPS
    exif[0x8769] = {0x9003: "2023:01:19 12:34:56", 0xA431: "SERIAL-123"}
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>55,43.68N</exif:GPSLatitude></x:xmpmeta>"
    content = encoded(image, exif=exif, xmp=xmp, comment=b"seen from my window", dpi=(300, 300))
    with Image.open(io.BytesIO(content)) as original:
        assert original.getexif().get_ifd(0x8825)[2] == (55.0, 43.0, 40.8)
    made = shown(content)
    assert len(made.getexif()) == 0
    assert set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    data = published(content).data
    for reported in (b"Exif", b"GPS", b"Maker", b"Camera", b"Witness", b"2023", b"SERIAL", b"xmp", b"window", b"ICC"):
        assert reported in content or reported == b"ICC" or reported == b"GPS"
        assert reported not in data


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_formats_lose_their_metadata_too(form) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (55.0, 43.0, 40.8)}
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "seen from my window")
    content = encoded(plain(), form, exif=exif, **({"pnginfo": words} if form == "PNG" else {}))
    assert len(shown(content).getexif()) == 0
    assert b"window" not in published(content).data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation) -> None:
    upright = plain(120, 80, colour=WHITE)
    ImageDraw.Draw(upright).rectangle((0, 0, 40, 20), fill=RED)  # the upper left corner
    as_taken = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }[orientation]
    taken = upright
    for step in as_taken:
        taken = taken.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = shown(encoded(taken, exif=exif, quality=95))
    assert made.size == (120, 80)
    assert near(made.getpixel((15, 8)), RED)
    for corner in ((105, 8), (15, 70), (105, 70)):
        assert near(made.getpixel(corner), WHITE)


def test_broken_metadata_is_ignored(found) -> None:
    content = encoded(plain(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12\0\x03", icc_profile=b"no profile")
    assert found(content) == []
    assert near(shown(content).getpixel((9, 9)), RED)


@pytest.mark.parametrize(
    ("size", "made"),
    [((2560, 1000), (1280, 500)), ((1000, 4000), (320, 1280)), ((1281, 10), (1280, 10)), ((9, 7), (9, 7))],
)
def test_a_large_picture_is_scaled_down_and_a_small_one_never_up(size, made) -> None:
    assert shown(encoded(plain(*size))).size == made
    assert shown(encoded(plain(*size), "PNG")).size == made


def test_it_is_a_progressive_jpeg() -> None:
    assert shown(encoded(noise(400, 300), "PNG")).info["progressive"] == 1


@pytest.mark.parametrize(
    "content",
    [
        encoded(plain(mode="RGBA", colour=(0, 0, 0, 0)), "PNG"),
        encoded(plain(mode="LA", colour=(0, 0)), "PNG"),
        encoded(plain(mode="RGBA", colour=(0, 0, 0, 0)), "WEBP", lossless=True),
        encoded(plain(mode="P", colour=0), "PNG", transparency=0),
        encoded(plain(mode="P", colour=0), "PNG", transparency=b"\0\1"),
        encoded(plain(mode="P", colour=0), "GIF", transparency=0),
        encoded(plain(mode="RGB", colour=(1, 2, 3)), "PNG", transparency=(1, 2, 3)),
    ],
)
def test_transparent_pixels_are_white(content) -> None:
    assert near(shown(content).getpixel((30, 20)), WHITE)


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (encoded(plain(mode="1", colour=1), "PNG"), WHITE),
        (encoded(plain(mode="L", colour=100), "PNG"), (100, 100, 100)),
        (encoded(plain(mode="L", colour=100)), (100, 100, 100)),
        (encoded(plain(mode="I;16", colour=0x6400), "PNG"), (100, 100, 100)),
        (encoded(plain(mode="CMYK", colour=(0, 255, 255, 0))), (255, 0, 0)),
        (encoded(plain().quantize(4), "PNG"), RED),
    ],
)
def test_every_colour_mode_is_converted_correctly(found, content, colour) -> None:
    assert found(content) == []
    assert near(shown(content).getpixel((30, 20)), colour)


def test_colours_follow_the_pictures_profile() -> None:
    """A grey of a linear profile is much lighter on a screen; dropping the profile would darken the picture."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    assert near(shown(encoded(plain(), icc_profile=profile.tobytes())).getpixel((9, 9)), RED)  # not of these colours
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    assert near(shown(encoded(plain(), icc_profile=srgb.tobytes())).getpixel((9, 9)), RED)
    swapped = with_red_and_blue_swapped(srgb.tobytes())
    assert near(shown(encoded(plain(), icc_profile=swapped)).getpixel((9, 9)), BLUE, by=20)


def with_red_and_blue_swapped(profile: bytes) -> bytes:
    """The profile with the tags of its red and blue colorants exchanged."""
    return profile.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_the_first_frame_of_an_animation_is_published(form) -> None:
    content = encoded(plain(), form, save_all=True, append_images=[plain(colour=BLUE)], duration=100)
    assert near(shown(content).getpixel((30, 20)), RED)


def test_the_same_picture_gives_the_same_bytes(monkeypatch) -> None:
    content = encoded(noise(1500, 900))
    first = published(content)
    monkeypatch.setattr(media, "_cache", {})
    assert published(content) == first


@pytest.mark.large
def test_even_noise_is_published() -> None:
    image = Image.effect_noise((1280, 1280), 200)
    assert shown(encoded(Image.merge("RGB", [image, image.rotate(90), image.rotate(180)]), "PNG")).size == (1280, 1280)


SMALL = [encoded(noise(40, 30), form) for form in FORMS]
SMALL += [encoded(noise(40, 30).quantize(9), "PNG", transparency=2), encoded(noise(40, 30).convert("I;16"), "PNG")]


@examples(3)
@given(st.sampled_from(SMALL), st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=4), st.data())
def test_every_picture_that_is_read_can_be_published(tmp_path_factory, content, changes, data) -> None:
    damaged = bytearray(content)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    end = data.draw(st.none() | st.integers(0, len(damaged)))
    file = tmp_path_factory.getbasetemp() / "damaged.jpg"
    file.write_bytes(damaged[:end])
    read = read_picture("damaged.jpg", file, file.parent, Location("data/a.yaml"))
    if isinstance(read, Finding):
        assert read.code in {"P001", "P002"}
    else:
        assert published(read.data).data.startswith(b"\xff\xd8")


def test_pictures_that_are_too_large_together_are_reported_at_the_first_over_the_limit(monkeypatch) -> None:
    picture = Picture(file="x", alt="x", credit="x", license="x").with_content(encoded(noise(300, 200)))
    reports = [
        Report(title=f"Report {n}", status="unconfirmed", status_reason="seen", media=(picture, picture))
        for n in (1, 2)
    ]
    size = len(published_picture(picture).data)
    monkeypatch.setattr(media, "MAX_TOTAL", 4 * size)
    assert check_pictures(reports) == []
    monkeypatch.setattr(media, "MAX_TOTAL", 3 * size)
    (finding,) = check_pictures(reports)
    assert finding.code == "P003"
    assert "make two maps" in finding.help
