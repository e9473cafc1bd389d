// Bundles the page's code and styles into bundle/: what the wheel carries and every page embeds.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", here), "utf8"));

/** Packages that come without the text of their licence, and one of the same authors that has it. */
const TEXT_BESIDE = { pmtiles: "protomaps-leaflet", "@protomaps/basemaps": "protomaps-leaflet" };

function readPackage(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, here), "utf8"));
}

function licenceOf(name) {
  const folder = new URL(`node_modules/${TEXT_BESIDE[name] ?? name}/`, here);
  const { version, license } = readPackage(name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return { name, version, license, text: readFileSync(new URL(file, folder), "utf8").trim() };
}

/** What the page's packages are made of, all the way down; types are no code. */
function withTheirOwn(names, found = new Set()) {
  for (const name of names) {
    if (found.has(name) || name.startsWith("@types/")) continue;
    found.add(name);
    withTheirOwn(Object.keys(readPackage(name).dependencies ?? {}), found);
  }
  return [...found].sort();
}

const licences = withTheirOwn(Object.keys(manifest.dependencies)).map(licenceOf);
// The page is one file that travels alone, so the notices travel inside it.
const banner = ({ name, version, license, text }) => `/*!\n${name} ${version} (${license})\n\n${text.replaceAll("*/", "* /")}\n*/`;

const common = {
  absWorkingDir: here.pathname,
  bundle: true,
  minify: true,
  charset: "ascii",
  target: ["es2021", "chrome100", "firefox100", "safari15.4"],
  legalComments: "none",
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: { page: "src/main.ts" },
  outdir: "bundle",
  format: "iife",
  globalName: "geomap",
  banner: { js: licences.filter(({ name }) => name !== "jquery").map(banner).join("\n") },
});
// Only for elements that a Python user adds through folium's own API: their popups are made with jQuery.
await build({
  ...common,
  entryPoints: { folium: "src/folium.ts" },
  outdir: "bundle",
  format: "iife",
  loader: { ".png": "dataurl" },
  banner: { js: licences.filter(({ name }) => name === "jquery").map(banner).join("\n") },
});
// Pages of other people load this one.
await build({
  ...common,
  entryPoints: { embed: "src/embed.ts" },
  outdir: "bundle",
  format: "iife",
  banner: { js: "/*! geomap: the <geo-map> element. MIT licence. */" },
});
await build({
  ...common,
  entryPoints: { page: "src/style.css" },
  outdir: "bundle",
  // Leaflet's own pictures belong to controls and icons that the page does not use.
  loader: { ".png": "empty" },
  banner: { css: licences.filter(({ name }) => name === "leaflet").map(banner).join("\n") },
});
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
