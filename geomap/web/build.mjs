// Bundles the page's code and styles into bundle/: what the wheel carries and every page embeds.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);

// Of one project and under one licence, which only one of its packages carries.
const CARRIED_BY = { pmtiles: "protomaps-leaflet" };

function licenceOf(name) {
  const { version, license } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, here), "utf8"));
  const folder = new URL(`node_modules/${CARRIED_BY[name] ?? name}/`, here);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return { name, version, license, text: readFileSync(new URL(file, folder), "utf8").trim() };
}

// The page is one file that travels alone, so the notices travel inside it.
const banner = ({ name, version, license, text }) =>
  `/*!\n${name} ${version} (${license})\n\n${text.replaceAll("*/", "* /")}\n*/`;

const common = {
  absWorkingDir: here.pathname,
  bundle: true,
  minify: true,
  charset: "ascii",
  target: ["es2021", "chrome100", "firefox100", "safari15.4"],
  legalComments: "none",
  logLevel: "warning",
  // Its ready-made styles, which geomap's own take the place of.
  alias: { "@protomaps/basemaps": "./src/basemap/protomaps-stub.ts" },
};

/** The packages that stand in a bundle, in order of their names. */
async function packagesIn(options) {
  const { metafile } = await build({ ...common, ...options, write: false, metafile: true });
  const names = Object.keys(metafile.inputs).map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

const page = { entryPoints: { page: "src/main.ts" }, outdir: "bundle", format: "iife", globalName: "geomap" };
const pageLicences = (await packagesIn(page)).map(licenceOf);
const licences = [...pageLicences, licenceOf("jquery")].sort((one, other) => (one.name < other.name ? -1 : 1));

await build({ ...common, ...page, banner: { js: pageLicences.map(banner).join("\n") } });
// Only for elements that a Python user adds through folium's own API: their popups are made with jQuery.
await build({
  ...common,
  entryPoints: { folium: "src/folium.ts" },
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
// Pages of other people load this one.
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
  // Leaflet's own pictures belong to controls and icons that the page does not use.
  loader: { ".png": "empty" },
  banner: {
    css: licences
      .filter(({ name }) => name === "leaflet")
      .map(banner)
      .join("\n"),
  },
});
// The shell around the page while it is edited; no published page has any of it.
const preview = { entryPoints: { preview: "src/preview/preview.tsx" }, outdir: "bundle", format: "iife" };
const previewLicences = (await packagesIn(preview)).map(licenceOf);
await build({ ...common, ...preview, banner: { js: previewLicences.map(banner).join("\n") } });
await build({ ...common, entryPoints: { preview: "src/preview/preview.css" }, outdir: "bundle" });
writeFileSync(
  new URL("bundle/licences.txt", here),
  licences.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`).join("\n----\n\n"),
);

// The still pictures are measured and drawn with these, so that they come out the same on every machine.
const fonts = new URL("node_modules/dejavu-fonts-ttf/", here);
mkdirSync(new URL("bundle/fonts/", here), { recursive: true });
for (const file of ["LICENSE", "ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf", "ttf/DejaVuSerif-Bold.ttf"]) {
  copyFileSync(new URL(file, fonts), new URL(`bundle/fonts/${file.replace("ttf/", "")}`, here));
}
