// Bundles the page's code and styles into bundle/, which is part of the wheel and embedded in every page.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);

// Packages of one project whose licence file is only in another of its packages.
const LICENCE_IN = { pmtiles: "protomaps-leaflet" };

function licenceOf(name) {
  const { version, license } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, here), "utf8"));
  const folder = new URL(`node_modules/${LICENCE_IN[name] ?? name}/`, here);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return { name, version, license, text: readFileSync(new URL(file, folder), "utf8").trim() };
}

// The page is a single file, so the licence notices are inside it.
const banner = ({ name, version, license, text }) =>
  `/*!\n${name} ${version} (${license})\n\n${text.replaceAll("*/", "* /")}\n*/`;

/**
 * The supported browsers: the current and the previous major version of Chromium and Safari, and Firefox from its current
 * extended support release. The code may use what these have; older browsers show the table and the picture.
 */
const BROWSERS = ["chrome155", "firefox153", "safari26", "ios26"];

/** Leaflet's styles without those for Internet Explorer 8, which browsers of today report as errors. */
const withoutVml = {
  name: "without-vml",
  setup(bundler) {
    bundler.onLoad({ filter: /leaflet\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/\.(?:leaflet-vml-shape|lvml)\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};

const common = {
  absWorkingDir: here.pathname,
  bundle: true,
  minify: true,
  charset: "ascii",
  target: BROWSERS,
  legalComments: "none",
  logLevel: "warning",
  // protomaps-leaflet's ready-made styles, which the page does not use.
  alias: { "@protomaps/basemaps": "./src/basemap/protomaps-stub.ts" },
};

/** Write control characters in the strings of a script as escapes: raw ones are errors in HTML. */
function escapeControlCharacters(file) {
  const escaped = (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  writeFileSync(file, readFileSync(file, "utf8").replace(/[^\t\n\r -\u{10ffff}]/gu, escaped));
}

/** The packages in a bundle, sorted by name. */
async function packagesIn(options) {
  const { metafile } = await build({ ...common, ...options, write: false, metafile: true });
  const names = Object.keys(metafile.inputs).map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

const page = { entryPoints: { page: "src/main.ts" }, outdir: "bundle", format: "iife", globalName: "geomap" };
const pageLicences = (await packagesIn(page)).map(licenceOf);
const licences = [...pageLicences, licenceOf("jquery")].sort((one, other) => (one.name < other.name ? -1 : 1));

await build({ ...common, ...page, banner: { js: pageLicences.map(banner).join("\n") } });
escapeControlCharacters(new URL("bundle/page.js", here));
// Only for elements that are added through folium's own API: their popups use jQuery.
await build({
  ...common,
  entryPoints: { folium: "src/map/folium.ts" },
  outdir: "bundle",
  format: "iife",
  loader: { ".png": "dataurl" },
  banner: {
    js: licences
      .filter(({ name }) => name === "jquery")
      .map(banner)
      .join("\n"),
  },
});
// Loaded by other sites.
await build({
  ...common,
  entryPoints: { embed: "src/embed/element.ts" },
  outdir: "bundle",
  format: "iife",
  banner: { js: "/*! geomap: the <geo-map> element. MIT licence. */" },
});
await build({
  ...common,
  entryPoints: { page: "src/app/style.css" },
  outdir: "bundle",
  plugins: [withoutVml],
  // Leaflet's images belong to controls and icons that the page does not use.
  loader: { ".png": "empty" },
  banner: {
    css: licences
      .filter(({ name }) => name === "leaflet")
      .map(banner)
      .join("\n"),
  },
});
// The shell of the preview; it is not part of a published page.
const preview = { entryPoints: { preview: "src/preview/preview.tsx" }, outdir: "bundle", format: "iife" };
const previewLicences = (await packagesIn(preview)).map(licenceOf);
await build({ ...common, ...preview, banner: { js: previewLicences.map(banner).join("\n") } });
await build({ ...common, entryPoints: { preview: "src/preview/preview.css" }, outdir: "bundle" });
// The editor next to the preview; it is not part of a published page either.
const editor = { entryPoints: { editor: "src/editor/editor.tsx" }, outdir: "bundle", format: "iife" };
const editorLicences = (await packagesIn(editor)).map(licenceOf);
await build({ ...common, ...editor, banner: { js: editorLicences.map(banner).join("\n") } });
await build({ ...common, entryPoints: { editor: "src/editor/editor.css" }, outdir: "bundle" });
writeFileSync(
  new URL("bundle/licences.txt", here),
  licences.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`).join("\n----\n\n"),
);

// Static maps are measured and drawn with these fonts, so that they are the same on every machine.
const fonts = new URL("node_modules/dejavu-fonts-ttf/", here);
mkdirSync(new URL("bundle/fonts/", here), { recursive: true });
for (const file of ["LICENSE", "ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf", "ttf/DejaVuSerif-Bold.ttf"]) {
  copyFileSync(new URL(file, fonts), new URL(`bundle/fonts/${file.replace("ttf/", "")}`, here));
}
