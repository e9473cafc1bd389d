// Downloads: the files of the site's folder `data`, with their purpose.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";

export function Downloads({ store: { atlas, text } }: { store: Store }): JSX.Element {
  return (
    <ul class="downloads">
      {atlas.files.map(({ path, name, about }) => (
        <li key={path}>
          <a href={path} download={path.slice(path.lastIndexOf("/") + 1)} lang="en">
            {name}
          </a>{" "}
          <span>{text(about)}</span>
        </li>
      ))}
    </ul>
  );
}
