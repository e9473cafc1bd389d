"""Markdown of web clippers and exported chats become articles; nothing of their front matter or times is lost."""

import json

import pytest
from imports import failure, run_import, write

import geomap
from geomap.read import read_articles

TEXT = "A mast was seen on the roof of the old fort on Thursday.\n"
OBSIDIAN = """---
title: "Mast on the fort"
source: "https://example.org/a"
author:
  - "[[Jane Doe]]"
  - "[[people/joe|Joe Roe]]"
published: 2023-01-19
created: 2023-01-20
tags:
  - "clippings"
---
"""
MARKDOWNLOAD = """---
created: 2023-01-20T12:30:00 (UTC +01:00)
tags: []
source: https://example.org/b
author: Jane Doe
---

# Mast on the quay
"""
TRAFILATURA = """---
title: A mast
author: Jane Doe
url: https://example.org/c
hostname: example.org
sitename: Example Times
date: 2023-01-19
fingerprint: 0123abcd
---
"""
HUGO = '---\ntitle: A mast\ndate: "January 19, 2023"\nlang: da\nauthors: [A, B]\nsource: Example Times\n---\n'


def imported(content, name, tmp_path, project):
    result = run_import("article", write(tmp_path, name, content), project)
    assert result.exit_code == 0, result.stderr
    reading = read_articles(project)
    assert reading.findings == []
    (article,) = reading.articles
    return article, (project / article.file).read_text(encoding="utf-8"), result.stderr


@pytest.mark.parametrize(
    ("head", "keys", "comments"),
    [
        (
            OBSIDIAN,
            {
                "title": "Mast on the fort",
                "url": "https://example.org/a",
                "authors": ("Jane Doe", "Joe Roe"),
                "published": "2023-01-19",
                "accessed": "2023-01-20",
            },
            ['# tags: ["clippings"]'],
        ),
        (
            MARKDOWNLOAD,
            {"title": "Mast on the quay", "url": "https://example.org/b", "accessed": "2023-01-20T12:30+01:00"},
            [],
        ),
        (
            TRAFILATURA,
            {"publisher": "Example Times", "url": "https://example.org/c", "published": "2023-01-19"},
            ["# hostname: example.org", "# fingerprint: 0123abcd"],
        ),
        (
            '+++\ntitle = "A mast"\ndate = 2023-01-19T10:30:00Z\nauthor = "A"\n[params]\nmap = true\n+++\n',
            {"title": "A mast", "published": "2023-01-19T10:30Z", "authors": ("A",)},
            ['# params: {"map": true}'],
        ),
        (HUGO, {"published": "2023-01-19", "language": "da", "publisher": "Example Times", "authors": ("A", "B")}, []),
    ],
)
def test_the_front_matter_of_another_program_becomes_that_of_an_article(
    head, keys, comments, tmp_path, project
) -> None:
    article, text, warnings = imported(head + TEXT, "a.md", tmp_path, project)
    found = {key: getattr(article.front_matter, key) for key in keys}
    assert {key: getattr(value, "edtf", value) for key, value in found.items()} == keys
    assert article.text.endswith(TEXT)
    for comment in comments:
        assert f"\n{comment}\n" in text
        assert comment.removeprefix("# ").partition(":")[0] in warnings


def test_all_keys_of_an_article_are_kept(tmp_path, project) -> None:
    head = "---\nid: mast\nkind: official\norigin: Reuters\nlink: {Quay: null}\ndraft: true\npublish: full\n---\n"
    article, _, warnings = imported(head + TEXT, "a.md", tmp_path, project)
    matter = article.front_matter
    assert (article.id, matter.kind, matter.origin, matter.link) == ("mast", "official", "Reuters", {"Quay": None})
    assert (matter.draft, matter.publish) == (True, "full")
    assert "comments" not in warnings


def test_front_matter_of_another_program_in_seeds_is_one_finding(make_project) -> None:
    project = make_project(
        {"data/locations.yaml": "places: [{name: Fort, coordinates: [1.0, 2.0]}]\n", "seeds/a.md": OBSIDIAN + TEXT}
    )
    found = [each for each in geomap.check(project).findings if each.code == "G002"]
    assert [each.location.line for each in found] == [3]
    for word in ("url instead of source", "authors (a list) instead of author", "delete tags"):
        assert word in found[0].help


TELEGRAM = {
    "name": "Masts",
    "type": "public_channel",
    "messages": [
        {"id": 1, "type": "service", "date": "2023-01-01T10:00:00", "action": "create_channel"},
        {
            "id": 17,
            "type": "message",
            "date": "2023-01-19T14:30:00",
            "date_unixtime": "1674127800",
            "from": "Masts",
            "text": [
                "A mast on the ",
                {"type": "bold", "text": "old fort"},
                {"type": "link", "text": "!", "href": "https://example.org/a"},
            ],
        },
        {
            "id": 18,
            "type": "message",
            "date": "2023-01-20T09:00:00",
            "date_unixtime": "1674194400",
            "from": "Masts",
            "text": "",
            "location_information": {"latitude": 55.728, "longitude": 37.588},
            "photo": "photos/1.jpg",
        },
    ],
}
HTML = """<!DOCTYPE html><html><body><div class="page_header"><div class="content"><div class="text bold">
Masts </div></div></div><div class="page_body chat_page"><div class="history">
<div class="message default clearfix" id="message17"><div class="body">
<div class="pull_right date details" title="19.01.2023 14:30:00 UTC+03:00">14:30</div>
<div class="from_name">Masts</div><div class="text">A mast on the <strong>old fort</strong><a href="https://example.org/a">!</a></div>
</div></div>
<div class="message default clearfix joined" id="message18"><div class="body">
<div class="pull_right date details" title="20.01.2023 09:00:00 UTC+03:00">09:00</div>
<div class="media_wrap clearfix"><a class="media clearfix pull_left block_link media_location"
href="https://maps.google.com/maps?q=55.728,37.588">Location</a></div><div class="text">Two<br>lines</div></div></div>
</div></div></body></html>"""
DISCORD = {
    "guild": {"name": "G"},
    "channel": {"name": "sightings"},
    "messages": [
        {
            "type": "Default",
            "timestamp": "2023-01-19T14:30:00.5+00:00",
            "content": "A mast on the old fort",
            "author": {"name": "jane"},
            "attachments": [{"url": "https://example.org/a.jpg"}],
        }
    ],
}


@pytest.mark.parametrize(
    ("name", "content", "title", "published", "lines"),
    [
        (
            "result.json",
            json.dumps(TELEGRAM),
            "Masts",
            "2023-01-19/2023-01-20",
            [
                "2023-01-19T14:30:00+03:00 Masts\nA mast on the old fort!\nLink: https://example.org/a\n",
                "2023-01-20T09:00:00+03:00 Masts\nLocation: 55.728, 37.588\nFile: photos/1.jpg\n",
            ],
        ),
        (
            "messages.html",
            HTML,
            "Masts",
            "2023-01-19/2023-01-20",
            [
                "2023-01-19T14:30+03:00 Masts\nA mast on the old fort!\nLink: https://example.org/a\n",
                "2023-01-20T09:00+03:00 Masts\nTwo\nlines\nLink: https://maps.google.com/maps?q=55.728,37.588\n",
            ],
        ),
        (
            "sightings.json",
            json.dumps(DISCORD),
            "sightings",
            "2023-01-19",
            ["2023-01-19T14:30Z jane\nA mast on the old fort\nFile: https://example.org/a.jpg\n"],
        ),
    ],
)
def test_a_chat_is_an_article_with_the_time_of_each_message(
    name, content, title, published, lines, tmp_path, project
) -> None:
    article, _, warnings = imported(content, name, tmp_path, project)
    assert (article.title, article.front_matter.published.edtf, article.front_matter.kind) == (
        title,
        published,
        "social",
    )
    assert all(each in article.text for each in lines), article.text
    assert "delete the messages that you do not quote" in warnings


@pytest.mark.parametrize(
    "text",
    [
        "[19/01/2023, 14:30:15] Jane: A mast on the old fort\n\u200e[19/01/2023, 14:31:15] Jane: \u200eimage omitted\n",
        "19.01.23, 14:30 - Jane: A mast on the old fort\n",
        "1/19/23, 2:30\u202fPM - Jane: A mast on the old fort\n",
    ],
)
def test_a_chat_of_whatsapp_keeps_its_text_and_names_no_one_in_its_title(text, tmp_path, project) -> None:
    article, _, _ = imported(text, "chat.txt", tmp_path, project)
    assert (article.title, article.text) == ("WhatsApp chat", text)


@pytest.mark.parametrize(
    "content", [json.dumps(TELEGRAM), HTML, json.dumps(DISCORD), "[19/01/2023, 14:30:15] Jane: A mast\n"]
)
def test_a_chat_is_no_data_and_the_error_says_what_to_do(content, tmp_path, project) -> None:
    assert "geomap import article" in failure(write(tmp_path, "a.txt", content), project).hint


def test_all_chats_of_an_account_are_refused(tmp_path, project) -> None:
    path = write(tmp_path, "a.json", json.dumps({"chats": {"list": [TELEGRAM]}}))
    result = run_import("article", path, project)
    assert result.exit_code == 1
    assert "export one chat" in result.stderr
