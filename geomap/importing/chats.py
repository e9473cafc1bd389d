"""Exported chats of Telegram, Discord and WhatsApp → the text of an article, with the time of each message."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.extras import require
from geomap.findings import Location
from geomap.importing.errors import ArticleError
from geomap.importing.fields.dates import InvalidDateError, read_date, without_time
from geomap.importing.formats.html_text import html_to_text
from geomap.importing.formats.json_text import list_of, mapping_of, mappings_of
from geomap.importing.source import text_of
from geomap.model import SourceKind

_WHATSAPP = re.compile(
    r"[\u200e\ufeff]*(?:\[\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? [^\]\n]{4,16}\] [^\n]+"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d[^\n]{0,8} - [^\n]+)"
)
_TELEGRAM_HTML = re.compile(rb'class="page_body chat_page"|class="message default clearfix')
_FILES = ("photo", "file", "thumbnail")
_TO_PUBLISH = "delete the messages that you do not quote, and the names of people who are not public figures"


@dataclass(frozen=True)
class _Message:
    """A message: its date and time in EDTF, who sent it, and its lines."""

    time: str
    sender: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Chat:
    """A chat as an article: front matter, text, and what to check."""

    front_matter: dict[str, Any]
    text: str
    warnings: tuple[str, ...]


def program_of_chat(data: bytes) -> str | None:
    """The program whose exported chat a file is; None if it is none."""
    start = data[:4096]
    if _TELEGRAM_HTML.search(data[:50_000]):
        return "Telegram"
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"messages"' in data:
        value = mapping_of(_json(data))
        first = next(iter(mappings_of(value.get("messages"))), {})
        if value.keys() >= {"guild", "channel"}:
            return "Discord"
        if first.keys() >= {"id", "type", "date"} or mapping_of(value.get("chats")).get("list"):
            return "Telegram"
    lines = start.decode("utf-8", "ignore").splitlines()
    return "WhatsApp" if lines and _WHATSAPP.fullmatch(lines[0]) else None


def read_chat(data: bytes, name: str) -> Chat | None:
    """The chat in a file; None if it is none.

    Raises:
        ArticleError: it has no messages.
    """
    program = program_of_chat(data)
    if program == "WhatsApp":
        text = data.decode("utf-8-sig", "replace")
        return Chat(
            {"title": "WhatsApp chat", "kind": SourceKind.SOCIAL.value}, text, (f"a chat of WhatsApp: {_TO_PUBLISH}",)
        )
    if program is None:
        return None
    if data.lstrip().startswith(b"<"):
        chat, messages = _telegram_html(data)
        others = 0
    else:
        value = mapping_of(_json(data))
        chat = text_of(value.get("name")) or text_of(mapping_of(value.get("channel")).get("name"))
        listed = mappings_of(value.get("messages"))
        messages = list(_discord(listed) if program == "Discord" else _telegram(listed))
        others = len(listed) - len(messages)
    if not messages:
        hint = "export one chat, with its messages; in Telegram: the menu of the chat, Export chat history"
        raise ArticleError("the file is not one chat with messages", hint, Location(name))
    days = [without_time(message.time) for message in messages if message.time]
    published = [days[0], days[-1]] if days else []
    front_matter = {
        "title": chat or f"{program} chat",
        "publisher": chat if all(message.sender == chat for message in messages) else None,
        "published": "/".join(dict.fromkeys(published)),
        "kind": SourceKind.SOCIAL.value,
    }
    blocks = ["\n".join([f"{message.time} {message.sender}".strip(), *message.lines]) for message in messages]
    warning = f"a chat of {program} (messages: {len(messages):,}): {_TO_PUBLISH}"
    left_out = f"notices, such as of new members, are left out: {others:,}"
    return Chat(front_matter, "\n\n".join(blocks) + "\n", (warning, *([left_out] if others else [])))


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _telegram(messages: Sequence[dict[str, Any]]) -> Iterator[_Message]:
    """The messages of ``result.json``; its times are those of the computer that exported it."""
    for message in messages:
        if message.get("type") != "message":
            continue
        parts = [{"text": each} if isinstance(each, str) else mapping_of(each) for each in _parts(message.get("text"))]
        lines = ["".join(str(part.get("text", "")) for part in parts).strip()]
        if forwarded := text_of(message.get("forwarded_from")):
            lines.insert(0, f"Forwarded from {forwarded}")
        lines += [f"Link: {part['href']}" for part in parts if text_of(part.get("href"))]
        place = mapping_of(message.get("location_information"))
        if place:
            lines.append(f"Location: {place.get('latitude')}, {place.get('longitude')}")
        lines += [f"File: {text}" for key in _FILES if (text := text_of(message.get(key)))]
        yield _Message(_telegram_time(message), text_of(message.get("from")), [line for line in lines if line])


def _parts(text: Any) -> list[Any]:
    return [text] if isinstance(text, str) else list_of(text)


def _telegram_time(message: dict[str, Any]) -> str:
    """The local time of a message, with its zone from the time in UTC."""
    local, seconds = text_of(message.get("date")), text_of(message.get("date_unixtime"))
    try:
        clock = dt.datetime.fromisoformat(local).replace(tzinfo=dt.UTC)
        offset = round(clock.timestamp() - int(seconds))
        zone = dt.timezone(dt.timedelta(seconds=offset))
        return _time(dt.datetime.fromtimestamp(int(seconds), zone).isoformat())
    except (ValueError, OverflowError):
        return _time(local)


def _discord(messages: Sequence[dict[str, Any]]) -> Iterator[_Message]:
    """The messages of DiscordChatExporter's JSON."""
    for message in messages:
        if message.get("type") not in {"Default", "Reply", None}:
            continue
        author = mapping_of(message.get("author"))
        lines = [text_of(message.get("content"))]
        lines += [
            f"File: {text}" for each in mappings_of(message.get("attachments")) if (text := text_of(each.get("url")))
        ]
        sender = text_of(author.get("nickname")) or text_of(author.get("name"))
        yield _Message(_time(text_of(message.get("timestamp"))), sender, [line for line in lines if line])


def _telegram_html(data: bytes) -> tuple[str, list[_Message]]:
    """The name of the chat and the messages of ``messages.html``."""
    document = require("lxml.html", extra="html").fromstring(data.decode("utf-8", "replace").encode("utf-8"))
    serialise = require("lxml.etree", extra="html").tostring
    names = document.xpath('//div[@class="page_header"]//div[contains(@class, "text")]')
    found: list[_Message] = []
    for element in document.xpath('//div[starts-with(@class, "message default")]'):
        times = element.xpath('.//div[contains(@class, "date details")]/@title')
        senders = element.xpath('./div[@class="body"]/div[@class="from_name"]')
        forwarded = element.xpath('.//div[@class="forwarded body"]/div[@class="from_name"]')
        texts = element.xpath('.//div[@class="text"]')
        lines = [html_to_text(serialise(text, encoding="unicode", with_tail=False))[0] for text in texts]
        if forwarded:
            lines.insert(0, f"Forwarded from {' '.join(forwarded[0].text_content().split())}")
        lines += dict.fromkeys(
            f"{'Link' if re.match('https?:', address) else 'File'}: {address}"
            for address in element.xpath(
                './/div[@class="text"]//a/@href | .//a[contains(@class, "wrap") or contains(@class, "media")]/@href'
            )
            if not address.startswith(("#", "javascript:"))
        )
        sender = " ".join(senders[0].text_content().split()) if senders else found[-1].sender if found else ""
        found.append(_Message(_time(times[0] if times else ""), sender, [line for line in lines if line]))
    return " ".join(names[0].text_content().split()) if names else "", found


def _time(text: str) -> str:
    try:
        return read_date(text)
    except InvalidDateError:
        return text
