import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, describe, it } from "node:test";
import { Store } from "../../src/app/state.js";
import { Atlas } from "../../src/data/atlas.js";
import { sharedAddress } from "../../src/panel/citation.js";
import { correctionAddress, generalContact } from "../../src/panel/correction.js";
import { pageData } from "../support/page-data.js";

const strings = JSON.parse(readFileSync("strings/en.json", "utf8")) as Record<string, string>;

function storeOf(contact: string | null, hasPages = false): Store {
  Object.assign(globalThis, { location: new URL("file:///x.html") });
  const data = pageData({
    reports: [{ title: "Radar & mast", id: "мачта" }],
    map: { contact, url: "https://example.org/map/?id=3" },
  });
  return new Store(new Atlas({ ...data, build: "0123abc", report_pages: hasPages, strings: { en: strings } }));
}

const addressFor = (contact: string | null): string | null => {
  const store = storeOf(contact);
  return correctionAddress(store, store.atlas.getReport(0, "en"));
};

afterEach(() => {
  Reflect.deleteProperty(globalThis, "location");
});

describe("the address for corrections", () => {
  it("is filled with the report and the build", () => {
    assert.equal(
      addressFor("https://example.org/form?r={id}&t={title}&b={build}"),
      "https://example.org/form?r=%D0%BC%D0%B0%D1%87%D1%82%D0%B0&t=Radar%20%26%20mast&b=0123abc",
    );
    assert.equal(generalContact("https://example.org/form?r={id}"), "https://example.org/form?r=");
  });

  it("is a message with a subject, and with the report and the build below", () => {
    const message = new URL(addressFor("mailto:desk@example.org")!);
    assert.match(message.searchParams.get("subject")!, /Radar & mast/);
    const body = message.searchParams.get("body")!;
    for (const part of ["Radar & mast", "https://example.org/map/?id=3#report=", "мачта", "0123abc"])
      assert.ok(body.includes(part), part);
    assert.match(addressFor("mailto:desk@example.org?cc=a@example.org")!, /cc=a@example\.org&subject=/);
  });

  it("is a page without placeholders as it is, and may be missing", () => {
    assert.equal(addressFor("https://example.org/corrections"), "https://example.org/corrections");
    assert.equal(addressFor(null), null);
  });
});

describe("the address to pass on", () => {
  it("is the report's own page, where the site has one", () => {
    assert.equal(
      sharedAddress(storeOf(null, true), 0),
      "https://example.org/map/report/%D0%BC%D0%B0%D1%87%D1%82%D0%B0.html",
    );
    assert.match(sharedAddress(storeOf(null), 0), /#report=/);
  });
});
