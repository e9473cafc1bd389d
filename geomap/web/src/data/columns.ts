// Columns of the page's data: each in the shortest of a few forms. `columns.py` writes them.

export type Column<T> = T[] | { all: T } | { of: T[]; at: number[] } | (T extends number ? { steps: number[] } : never);

/** Values for a few of the rows, by row number. */
export type Sparse<T> = Record<string, T>;

/** The column's values, one for each row. */
export function values<T>(column: Column<T>, rows: number): ArrayLike<T> {
  if (Array.isArray(column)) return column;
  if ("all" in column) return new Array<T>(rows).fill(column.all);
  if ("of" in column) return column.at.map((index) => column.of[index]!);
  let value = 0;
  return column.steps.map((step) => (value += step)) as unknown as T[];
}
