/** What can be asked about a table: cells by row and header, rows by their cells, columns as a whole. */

import { inRange, rangeWords } from "./about_element";
import { allDeep, closestDeep, parent, tag } from "./dom";
import { describe } from "./describe";
import type { Ask } from "./expect";
import { Fault } from "./fault";
import { compareLists, inOrder, numberIn, sortWords } from "./lists";
import type { Column, ColumnMatcher, Expect, Range, TextMatcher } from "./protocol";
import { roleOf, roleSelector } from "./roles";
import { asserted, clip, holds, type Manner, normalText, normalize } from "./text";

interface Grid { headers: string[]; rows: string[][] }

const CELLS = ["cell", "gridcell", "columnheader", "rowheader"];

/** By field of the expect. */
export const TABLE: Record<string, (expect: Expect) => Ask> = {
  cell(expect) {
    const { row, column, text } = expect.cell as NonNullable<Expect["cell"]>;
    const matcher = asserted(text, expect);
    return {
      words: `cell (${typeof row === "number" ? `row ${row}` : rowWords(row, expect)}, column ${JSON.stringify(column)}) ${matcher.words}`,
      judge(table) {
        const grid = gridOf(table);
        const at = columnAt(grid, column);
        const found = typeof row === "number" ? grid.rows.at(row) : grid.rows.find(rowMatcher(grid, row, expect));
        if (!found) return { holds: false, missing: false, actual: "no such row", hint: `the table has ${grid.rows.length} rows` };
        const actual = found[at] ?? "";
        return { holds: holds(matcher, actual), actual };
      },
    };
  },
  row(expect) {
    const wanted = expect.row as Record<string, TextMatcher>;
    return {
      words: `a row with ${rowWords(wanted, expect)}`,
      plain: true,
      judge(table) {
        const grid = gridOf(table);
        const fits = rowMatcher(grid, wanted, expect);
        const found = grid.rows.find(fits);
        return { holds: !!found, actual: found ? shownRow(found) : `${grid.rows.length} rows without it`, ...(found ? {} : { diff: [`- ${rowWords(wanted, expect)}`, ...nearest(grid, wanted, expect).map((row) => `+ ${shownRow(row)}`)] }) };
      },
    };
  },
  column: columnQuestion,
  columns(expect) {
    const { left, op, right } = expect.columns as NonNullable<Expect["columns"]>;
    const word = { eq: "equal to", ne: "other than", lt: "less than", lte: "at most", gt: "more than", gte: "at least" }[op];
    return {
      words: `column ${JSON.stringify(left)} ${word} column ${JSON.stringify(right)} in every row`,
      plain: true,
      judge(table) {
        const grid = gridOf(table);
        const [a, b] = [columnAt(grid, left), columnAt(grid, right)];
        const wrong = grid.rows.findIndex((row) => !compares(row[a] ?? "", op, row[b] ?? ""));
        const row = grid.rows[wrong];
        return { holds: wrong < 0, actual: row ? `${JSON.stringify(row[a])} and ${JSON.stringify(row[b])} in row ${wrong}` : `so in all ${grid.rows.length} rows` };
      },
    };
  },
  sorted_by(expect) {
    const sorted = expect.sorted_by as NonNullable<Expect["sorted_by"]>;
    return {
      words: `to be sorted by column ${JSON.stringify(sorted.column)}, ${sortWords(sorted)}`,
      plain: true,
      judge(table) {
        const grid = gridOf(table);
        const at = columnAt(grid, sorted.column);
        return inOrder(grid.rows.map((row) => row[at] ?? ""), sorted);
      },
    };
  },
};

const SUMS = ["sum", "average", "min", "max"] as const;

function columnQuestion(expect: Expect): Ask {
  const wanted = expect.column as ColumnMatcher;
  const asked = SUMS.filter((key) => wanted[key] != null);
  const texts = wanted.texts?.map((one) => asserted(one, expect));
  const words = asked.map((key) => `${key} ${rangeWords(wanted[key] as Range)}`);
  if (texts) words.push(`texts [${texts.map((one) => one.words).join(", ")}]`);
  return {
    words: `column ${JSON.stringify(wanted.name)} ${words.join(", ")}`,
    plain: true,
    judge(table) {
      const grid = gridOf(table);
      const at = columnAt(grid, wanted.name);
      const cells = grid.rows.map((row) => row[at] ?? "");
      if (texts) return compareLists(texts, cells, expect);
      const numbers = cells.map(numberIn);
      const odd = numbers.findIndex(Number.isNaN);
      if (odd >= 0) return { holds: false, actual: `no number in row ${odd}: ${JSON.stringify(cells[odd])}` };
      const sum = numbers.reduce((a, b) => a + b, 0);
      const got: Record<(typeof SUMS)[number], number> = { sum, average: numbers.length ? sum / numbers.length : 0, min: Math.min(...numbers), max: Math.max(...numbers) };
      // Sums of decimals are not exact in binary.
      const near = (key: (typeof SUMS)[number]): boolean => inRange(got[key], wanted[key] as Range, 1e-6 * Math.max(1, Math.abs(got[key])));
      return { holds: asked.every(near), actual: asked.map((key) => `${key} ${Math.round(got[key] * 1e6) / 1e6}`).join(", ") };
    },
  };
}

function compares(a: string, op: string, b: string): boolean {
  const [x, y] = [numberIn(a), numberIn(b)];
  const order = Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : a > b ? 1 : 0) : Math.abs(x - y) < 1e-9 ? 0 : x - y;
  return op === "eq" ? order === 0 : op === "ne" ? order !== 0 : op === "lt" ? order < 0 : op === "lte" ? order <= 0 : op === "gt" ? order > 0 : order >= 0;
}

const rowWords = (row: Record<string, TextMatcher>, manner: Manner): string => Object.entries(row).map(([column, given]) => `${column} ${asserted(given, manner).words}`).join(", ");
const shownRow = (row: string[]): string => clip(row.map((cell) => JSON.stringify(cell)).join(" | "), 300);

function rowMatcher(grid: Grid, wanted: Record<string, TextMatcher>, manner: Manner): (row: string[]) => boolean {
  const tests = Object.entries(wanted).map(([column, given]) => ({ at: columnAt(grid, column), matcher: asserted(given, manner) }));
  return (row) => tests.every(({ at, matcher }) => holds(matcher, row[at] ?? ""));
}

/** The rows that fit in most cells. */
function nearest(grid: Grid, wanted: Record<string, TextMatcher>, manner: Manner): string[][] {
  const score = (row: string[]): number => Object.entries(wanted).filter(([column, given]) => holds(asserted(given, manner), row[columnAt(grid, column)] ?? "")).length;
  return grid.rows.map((row) => ({ row, score: score(row) })).sort((a, b) => b.score - a.score).slice(0, 3).map(({ row }) => row);
}

function columnAt(grid: Grid, column: Column): number {
  if (typeof column === "number") return column < 0 ? (grid.rows[0]?.length ?? 0) + column : column;
  const wanted = normalize(column).toLowerCase();
  const at = grid.headers.findIndex((header) => header.toLowerCase() === wanted);
  if (at >= 0) return at;
  const fault = new Fault("assertion", `The table has no column ${JSON.stringify(column)}; it has ${grid.headers.map((header) => JSON.stringify(header)).join(", ") || "no headers"}`);
  fault.candidates = grid.headers;
  throw fault;
}

/** Rows of a table that are told. */
const MOST_ROWS = 10_000;

/** The rows of a table: objects by header, or lists of texts where it has no headers. */
export function rowsOf(table: Element): unknown[] {
  const { headers, rows } = gridOf(table);
  const told = rows.slice(0, MOST_ROWS);
  if (!headers.length) return told;
  // a column without a header, or with one that another has, is called by its place
  const names = headers.map((header, at) => (header && headers.indexOf(header) === at ? header : `column_${at + 1}`));
  return told.map((row) => Object.fromEntries(row.map((cell, at) => [names[at] ?? `column_${at + 1}`, cell])));
}

/** The texts of a table, cells repeated over the columns and rows that they span. */
function gridOf(table: Element): Grid {
  const owner = (element: Element): Element | null => closestDeep(parent(element), "table,[role=table],[role=grid],[role=treegrid]");
  const rows = allDeep(table, roleSelector("row")).filter((element) => roleOf(element) === "row" && (owner(element) ?? table) === table);
  if (!rows.length) throw new Fault("assertion", `${describe(table)} is no table: nothing in it has the role row`, true);
  const spanning: { text: string; left: number }[] = [];
  let headers: string[] = [];
  const body: string[][] = [];
  for (const row of rows) {
    const cells = allDeep(row, CELLS.map(roleSelector).join(",")).filter((cell) => CELLS.includes(roleOf(cell) ?? "") && (owner(cell) ?? table) === table);
    const texts: string[] = [];
    const carry = (): void => {
      for (let above = spanning[texts.length]; above && above.left > 0; above = spanning[texts.length]) {
        above.left--;
        texts.push(above.text);
      }
    };
    for (const cell of cells) {
      carry();
      const text = normalText(cell);
      const native = tag(cell) === "td" || tag(cell) === "th" ? (cell as HTMLTableCellElement) : null;
      for (let i = 0; i < Math.min(native?.colSpan ?? 1, 1000); i++) {
        spanning[texts.length] = { text, left: (native?.rowSpan ?? 1) - 1 };
        texts.push(text);
      }
    }
    carry();
    const isHeader = cells.length > 0 && (cells.every((cell) => roleOf(cell) === "columnheader") || !!closestDeep(row, "thead"));
    if (isHeader && !body.length) headers = texts;
    else if (cells.length) body.push(texts);
  }
  return { headers, rows: body };
}
