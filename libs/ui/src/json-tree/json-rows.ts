import { SECRET_MASK } from '@task-queue/contracts';
import { visibleJson } from './visible-json';

/** Children of a node that are shown at first, and that each «more» adds. */
export const CHILDREN_SHOWN = 100;

/** Longest string shown whole, in characters; a longer one is a row that unfolds. */
export const STRING_SHOWN = 300;

/** Longest string a row unfolds to, in characters: what is beyond is in the raw text. */
const STRING_UNFOLDED = 20_000;

/** A node with more children than this is folded at first, and so is each of them. */
const CHILDREN_OPEN_AT_FIRST = 20;

/** A line of the tree. */
export interface JsonRow {
  /** The node's JSON Pointer (RFC 6901); a «more» row has its parent's with `/-` after it. */
  readonly path: string;
  /** Counted from 1. */
  readonly level: number;
  readonly key: string | null;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'masked' | 'more';
  /** The value as JSON; of a container what is in it in short; of a «more» row how many children are not shown. */
  readonly text: string;
  /** Whether it is unfolded; `null` for what does not fold. */
  readonly isOpen: boolean | null;
  /** Its place among its siblings, counted from 1, and how many they are. */
  readonly position: number;
  readonly setSize: number;
}

/** What a person did to the tree: by path, whether a node was folded or unfolded, and how many children were asked for. */
export interface JsonTreeState {
  readonly toggled: ReadonlyMap<string, boolean>;
  readonly shown: ReadonlyMap<string, number>;
}

/** The tree as nobody has touched it. */
export const UNTOUCHED: JsonTreeState = { toggled: new Map(), shown: new Map() };

/**
 * The lines of a JSON value that are to be seen, top to bottom. Folded nodes are not looked into, so the work grows with
 * what is shown and not with the value.
 */
export function jsonRows(value: unknown, state: JsonTreeState = UNTOUCHED): JsonRow[] {
  const rows: JsonRow[] = [];
  if (childCount(value) > 0) {
    addChildren(rows, value as object, '', 1, state); // a container, as it has children
  } else {
    rows.push(rowOf(value, null, '', 1, { position: 1, setSize: 1 }, state.toggled.get('') ?? false));
  }
  return rows;
}

function addChildren(rows: JsonRow[], parent: object, path: string, level: number, state: JsonTreeState): void {
  const keys = Array.isArray(parent) ? null : Object.keys(parent);
  const size = childCount(parent);
  const shown = Math.min(size, state.shown.get(path) ?? CHILDREN_SHOWN);
  for (let i = 0; i < shown; i += 1) {
    const key = keys ? keys[i]! : String(i);
    const child = (parent as Readonly<Record<string, unknown>>)[key]; // an array answers to its indices as well
    const childPath = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const isOpenAtFirst =
      typeof child === 'object' && level < 3 && Math.max(size, childCount(child)) <= CHILDREN_OPEN_AT_FIRST;
    const place = { position: i + 1, setSize: shown < size ? shown + 1 : size };
    const row = rowOf(child, visibleJson(key), childPath, level, place, state.toggled.get(childPath) ?? isOpenAtFirst);
    rows.push(row);
    if (row.isOpen && typeof child === 'object' && child !== null) {
      addChildren(rows, child, childPath, level + 1, state);
    }
  }
  if (shown < size) {
    const text = String(size - shown);
    const place = { position: shown + 1, setSize: shown + 1 };
    rows.push({ path: `${path}/-`, level, key: null, kind: 'more', text, isOpen: null, ...place });
  }
}

function rowOf(
  value: unknown,
  key: string | null,
  path: string,
  level: number,
  place: Pick<JsonRow, 'position' | 'setSize'>,
  isUnfolded: boolean,
): JsonRow {
  const kind = kindOf(value);
  const isContainer = kind === 'object' || kind === 'array';
  const isLong = typeof value === 'string' && value.length > STRING_SHOWN;
  const isOpen = childCount(value) > 0 || isLong ? isUnfolded : null;
  const text =
    kind === 'masked' ? SECRET_MASK : isContainer ? gistOf(value as object) : visibleJson(textOf(value, isUnfolded));
  return { path, level, key, kind, text, isOpen, ...place };
}

function kindOf(value: unknown): JsonRow['kind'] {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (value === SECRET_MASK) {
    return 'masked';
  }
  const type = typeof value;
  return Array.isArray(value)
    ? 'array'
    : type === 'string' || type === 'number' || type === 'boolean'
      ? type
      : 'object';
}

function childCount(value: unknown): number {
  return Array.isArray(value)
    ? value.length
    : typeof value === 'object' && value !== null
      ? Object.keys(value).length
      : 0;
}

/** `[3]`, or an object's first keys: `{ format, filter, … }`. */
function gistOf(container: object): string {
  if (Array.isArray(container)) {
    return `[${container.length === 0 ? '' : container.length}]`;
  }
  const keys = Object.keys(container);
  const first = keys.slice(0, 4).map((key) => visibleJson(key.slice(0, 24)));
  return keys.length === 0 ? '{}' : `{ ${[...first, ...(keys.length > 4 ? ['…'] : [])].join(', ')} }`;
}

function textOf(value: unknown, isUnfolded: boolean): string {
  if (typeof value !== 'string') {
    return JSON.stringify(value ?? null);
  }
  const most = isUnfolded ? STRING_UNFOLDED : STRING_SHOWN;
  return value.length > most ? `${JSON.stringify(value.slice(0, most)).slice(0, -1)}…` : JSON.stringify(value);
}
