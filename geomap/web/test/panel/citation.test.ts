import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, describe, it } from "node:test";
import { withoutEmbed } from "../../src/app/address.js";
import { Store } from "../../src/app/state.js";
import { Atlas } from "../../src/data/atlas.js";
import type { MapInfo } from "../../src/data/wire.js";
import { citationOf, reportAddress } from "../../src/panel/citation.js";
import { pageData } from "../support/page-data.js";

const strings = JSON.parse(readFileSync("strings/en.json", "utf8")) as Record<string, string>;

function storeAt(address: string, map: Partial<MapInfo> = {}): Store {
  Object.assign(globalThis, { location: new URL(address) });
  const data = pageData({
    places: [{ name: "Mill", at: [1, 2] }],
    reports: [{ title: "Radar at the\nmill", place: 0 }, { title: "Lost" }],
    map: { title: "A map", ...map },
  });
  return new Store(new Atlas({ ...data, strings: { en: strings } }));
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, "location");
});

const cited = (store: Store, report = 0): string => citationOf(store, store.atlas.getReport(report, "en"));

describe("a citation", () => {
  it("has status, date and place with their uncertainty, the map, its address and the day of access", () => {
    assert.match(
      cited(storeAt("https://example.org/map/?embed#q=x", {})),
      /^“Radar at the mill”\. Confirmed\. a date in en; Mill \(precisely\)\. A map\. https:\/\/example\.org\/map\/#report=radar-at-the-mill \(accessed \d{1,2} \w+ \d{4}\)\.$/,
    );
  });

  it("has no address of a file on the reader's disk", () => {
    assert.match(cited(storeAt("file:///home/me/site/index.html")), /A map\.$/);
  });

  it("names a place that is not known", () => {
    assert.match(cited(storeAt("https://example.org/"), 1), /; location unknown\./);
  });
});

describe("a report's address", () => {
  it("is where the map is published, if that is known", () => {
    assert.equal(
      reportAddress(storeAt("file:///x.html", { url: "https://example.org/view?id=3" }), 0),
      "https://example.org/view?id=3#report=radar-at-the-mill",
    );
    assert.equal(
      reportAddress(storeAt("https://host.example/m/?v=1&embed=1#q=x"), 0),
      "https://host.example/m/?v=1#report=radar-at-the-mill",
    );
  });

  it("is that of the full page", () => {
    for (const [embedded, full] of [
      ["https://a.example/?embed", "https://a.example/"],
      ["https://a.example/?a=1&embed=yes&b=%26#x", "https://a.example/?a=1&b=%26#x"],
      ["https://a.example/?embedded=1", "https://a.example/?embedded=1"],
    ] as const) {
      assert.equal(withoutEmbed(embedded), full);
    }
  });
});
