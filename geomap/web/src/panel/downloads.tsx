// Downloads: the files of the site's folder `data`, with their purpose.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";

const FILES = [
  { file: "reports.geojson", name: "GeoJSON", about: "download.geojson" },
  { file: "reports.csv", name: "CSV", about: "download.csv" },
  { file: "reports.kml", name: "KML", about: "download.kml" },
  { file: "places.lpf.json", name: "Linked Places", about: "download.lpf" },
  { file: "places.tsv", name: "LP-TSV", about: "download.lp_tsv" },
  { file: "annotations.jsonld", name: "Web Annotation", about: "download.annotations" },
  { file: "feed.atom", name: "Atom", about: "download.atom" },
];

export function Downloads({ store: { atlas, text } }: { store: Store }): JSX.Element {
  return (
    <ul class="downloads">
      {FILES.filter(({ file }) => atlas.files.includes(`data/${file}`)).map(({ file, name, about }) => (
        <li key={file}>
          <a href={`data/${file}`} download={file} lang="en">
            {name}
          </a>{" "}
          <span>{text(about)}</span>
        </li>
      ))}
    </ul>
  );
}
