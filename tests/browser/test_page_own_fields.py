"""Own fields, tags and checks in the page: filters, facts, columns, and nothing where a map has none."""

import json
import re

import pytest
from browsing import complaints_in_both_schemes, follow
from playwright.sync_api import Page, expect

FIELDS = {
    "credibility": {
        "type": "choice",
        "label": "Credibility",
        "values": {"2": "Probably true", "1": "Confirmed"},
        "translations": {"ru": {"label": "Достоверность", "values": {"2": "Вероятно"}}},
    },
    "length": {"type": "number", "label": "Length in metres"},
    "post": {"type": "link", "label": "Post"},
}
REPORTS = [
    {
        "title": f"Mast {number}",
        "status": "unconfirmed",
        "status_reason": "One witness.",
        "tags": ["roof", *(["night"] if number % 2 else [])],
        "fields": {"credibility": number % 2 + 1, "length": 1234.5, "post": "https://www.example.org/1"},
        "checked_by": ["Zyx"],
        "checked_on": "2023-02-03",
    }
    for number in range(4)
]


@pytest.fixture(scope="module")
def own(page_of):
    content = {"map": {"title": "Masts", "languages": ["en", "ru"], "fields": FIELDS}, "reports": REPORTS}
    return page_of({"data/locations.yaml": json.dumps(content)})


def facts(page: Page) -> dict[str, str]:
    pairs = page.locator(".facts-list > div").all()
    return {each.locator("dt").inner_text(): re.sub(r"\s+", " ", each.locator("dd").inner_text()) for each in pairs}


def test_choices_and_tags_are_filters_with_counts(own, visit) -> None:
    page = visit().open(own)
    page.get_by_role("button", name="Filters").click()
    lists = {
        each.locator("summary").inner_text(): [
            " ".join(text.split()) for text in each.locator(".option").all_inner_texts()
        ]
        for each in page.locator(".facet").all()
    }
    assert lists == {"Credibility": ["Probably true 2", "Confirmed 2"], "Tags": ["roof 4", "night 2"]}
    page.get_by_role("checkbox", name="Probably true").check()
    expect(page.locator(".panel-count")).to_have_text(re.compile("2 of 4"))
    expect(page).to_have_url(re.compile(r"#field\.credibility=2$"))
    page.get_by_role("button", name="Remove filter: Probably true").click()
    expect(page.locator(".panel-count")).to_have_text(re.compile("^4 reports"))


def test_a_report_has_its_fields_its_tags_and_that_it_was_checked(own, visit) -> None:
    opened = visit()
    page = opened.open(f"{own.as_uri()}#report=mast-1")
    expect(page.locator(".tags")).to_be_visible()
    assert {name: value for name, value in facts(page).items() if name != "Date" and name != "Place"} == {
        "Credibility": "Probably true",
        "Length in metres": "1,234.5",
        "Post": "example.org/1",
        "Tags": "roof night",
        "Checked": "3 February 2023 · by the editors",
    }
    expect(page.get_by_role("link", name="example.org/1")).to_have_attribute("href", "https://www.example.org/1")
    assert "Zyx" not in page.content()
    assert not [address for address in opened.requests if not address.startswith(("file:", "data:"))]
    russian = visit().open(f"{own.as_uri()}#report=mast-1&lang=ru")
    expect(russian.locator(".tags")).to_be_visible()
    assert facts(russian)["Достоверность"] == "Вероятно"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_table_has_a_column_for_each_field_and_for_tags(own, visit, width, height) -> None:
    page = visit(width, height).open(f"{own.as_uri()}#list=table")
    row = page.locator("[data-report='1']")
    cells = row.locator(".table-own").all_inner_texts()
    assert [" ".join(each.split()) for each in cells] == ["Probably true", "1,234.5", "example.org/1", "roof, night"]
    overflow = "e => e.scrollWidth > e.clientWidth"
    assert not page.locator("body").evaluate(overflow)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_axe_finds_nothing(own, visit, width, height) -> None:
    page = visit(width, height, bypass_csp=True).open(f"{own.as_uri()}#report=mast-1")
    complaints = {"report": complaints_in_both_schemes(page)}
    follow(page, "#list=table")
    complaints["table"] = complaints_in_both_schemes(page)
    follow(page, "#tags=night&field.credibility=2")
    page.get_by_role("button", name="Filters").click()
    complaints["filters"] = complaints_in_both_schemes(page)
    assert not any(complaints.values()), complaints


def test_a_link_to_an_option_that_is_gone_says_so(own, visit) -> None:
    page = visit().open(f"{own.as_uri()}#tags=gone")
    expect(page.get_by_text("Part of this link is no longer valid.")).to_be_visible()
