import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Embedding, elementCode, iframeCode } from "../../src/share/embed-code.js";

const MAP: Embedding = { page: "https://example.org/map/", title: "A map", height: null, language: null, view: "" };
const attribute = (code: string, name: string): string | undefined => new RegExp(` ${name}="([^"]*)"`).exec(code)?.[1];

describe("embed code", () => {
  for (const [page, frame, script] of [
    ["https://example.org/map/", "https://example.org/map/?embed", "https://example.org/map/embed.js"],
    [
      "https://example.org/map/index.html",
      "https://example.org/map/index.html?embed",
      "https://example.org/map/embed.js",
    ],
    ["https://example.org/view?id=3", "https://example.org/view?id=3&amp;embed", "https://example.org/embed.js"],
    ["https://example.org/v1.2/", "https://example.org/v1.2/?embed", "https://example.org/v1.2/embed.js"],
  ] as const) {
    it(`is right for a map at ${page}`, () => {
      assert.equal(attribute(iframeCode({ ...MAP, page }), "src"), frame);
      const code = elementCode({ ...MAP, page });
      assert.equal(/<script src="([^"]*)"/.exec(code)?.[1], script);
      assert.equal(/<geo-map src="([^"]*)"/.exec(code)?.[1], page);
    });
  }

  it("contains the options", () => {
    const options = { ...MAP, height: 600, language: "pt-BR", view: "map=3/1/2&q=a" };
    const frame = iframeCode(options);
    assert.equal(attribute(frame, "src"), "https://example.org/map/?embed#lang=pt-BR&amp;map=3/1/2&amp;q=a");
    assert.equal(attribute(frame, "height"), "600");
    const element = elementCode(options);
    assert.deepEqual(
      ["height", "language", "view"].map(
        (name) => attribute(element, name) ?? element.match(new RegExp(`${name}="([^"]*)"`))?.[1],
      ),
      ["600", "pt-BR", "map=3/1/2&amp;q=a"],
    );
    for (const name of ["height", "language", "view"]) assert.ok(!elementCode(MAP).includes(`${name}=`));
  });

  it("has no markup in a title", () => {
    const title = '"><script>alert(1)</script>\n&amp;';
    for (const code of [iframeCode({ ...MAP, title }), elementCode({ ...MAP, title })]) {
      assert.ok(code.includes('title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;"'));
      assert.ok(!code.includes("<script>alert"));
    }
  });
});
