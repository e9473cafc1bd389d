import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, it } from "node:test";

/** The folders that a folder may import from, besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  data: [],
  app: ["data"],
  ui: ["app", "data"],
  basemap: ["ui", "app", "data"],
  article: ["ui", "app", "data"],
  table: ["ui", "app", "data"],
  timeline: ["ui", "app", "data"],
  share: ["ui", "app", "data"],
  panel: ["article", "ui", "app", "data"],
  map: ["panel", "share", "basemap", "ui", "app", "data"],
  embed: ["panel", "basemap", "ui", "app", "data"],
  preview: ["app", "data"],
  editor: ["preview", "map", "ui", "app", "data"],
};
const MAP_LIBRARIES = /^(leaflet|protomaps-leaflet|pmtiles)(\/|$)/;

const imports = new Map(
  globSync("src/**/*.{ts,tsx}").map((file) => [
    posix.normalize(file.replaceAll("\\", "/")),
    [...readFileSync(file, "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((found) => found[1]!),
  ]),
);

/** src/map/map.ts and "../app/state.js" → src/app/state, without its extension. */
const resolved = (file: string, specifier: string): string =>
  posix.join(posix.dirname(file), specifier).replace(/\.js$/, "");
const folderOf = (file: string): string => file.split("/")[1]!;

describe("imports", () => {
  it("are found", () => {
    assert.ok(imports.size > 60);
    assert.ok([...imports.values()].flat().length > 200);
  });

  it("run one way between folders", () => {
    for (const [file, specifiers] of imports) {
      const folder = folderOf(file);
      if (!file.slice("src/".length).includes("/")) continue; // the entry point may import everything
      for (const specifier of specifiers.filter((each) => each.startsWith("."))) {
        const target = folderOf(resolved(file, specifier));
        assert.ok(target === folder || MAY_IMPORT[folder]!.includes(target), `${file} must not import from ${target}/`);
      }
    }
  });

  it("have no cycles", () => {
    const modules = new Map(
      [...imports].map(([file, specifiers]) => [file.replace(/\.tsx?$/, ""), { file, specifiers }]),
    );
    const done = new Set<string>();
    const visit = (name: string, path: readonly string[]): void => {
      assert.ok(!path.includes(name), `import cycle: ${[...path, name].join(" → ")}`);
      const module = modules.get(name);
      if (!module || done.has(name)) return;
      for (const specifier of module.specifiers.filter((each) => each.startsWith("."))) {
        visit(resolved(module.file, specifier), [...path, name]);
      }
      done.add(name);
    };
    for (const name of modules.keys()) visit(name, []);
  });

  it("of map libraries are only in map/ and basemap/", () => {
    for (const [file, specifiers] of imports) {
      if (["map", "basemap"].includes(folderOf(file))) continue;
      for (const specifier of specifiers)
        assert.ok(!MAP_LIBRARIES.test(specifier), `${file} must not import ${specifier}`);
    }
  });
});
