// The reports as a table, over the map while it is asked for.
import { render } from "preact";
import type { Store } from "../app/state.js";
import { ReportTable } from "./table.js";

export function openTable(element: HTMLElement, store: Store): void {
  const draw = (): void => {
    const open = store.state.listing === "table";
    element.hidden = !open;
    render(open ? <ReportTable store={store} /> : null, element);
  };
  store.subscribe(draw);
  draw();
}
