// Downloads: the files of the site's folder `data`, with their purpose.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";

export function Downloads({ store: { atlas, text } }: { store: Store }): JSX.Element {
  return (
    <ul class="downloads">
      {atlas.files.map(({ path, name, about, bytes }) => (
        <li key={path}>
          <a href={path} download={path.slice(path.lastIndexOf("/") + 1)} lang="en">
            {name}
          </a>{" "}
          <span>
            {text(about)}
            {bytes !== undefined && ` · ${megabytes(bytes, text.locale)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function megabytes(bytes: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  return format.format(bytes / 1e6);
}
