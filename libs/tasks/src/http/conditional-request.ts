import type { ByteRange } from '../artifacts/artifact-storage.js';

/** What of a file's answer its headers are compared with. */
export interface Representation {
  /** A strong entity tag, in quotes. */
  readonly entityTag: string;
  readonly lastModifiedMs: number;
  readonly sizeBytes: number;
}

/** What a request gets: the whole, a part, or nothing but a status. */
export type Selected = { readonly status: 200 | 304 | 412 | 416 } | { readonly status: 206; readonly range: ByteRange };

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * What a GET or HEAD of a file is to be answered with (RFC 9110, 13.2.2 and 14.2). Several ranges at once, and what is no
 * range, get the whole.
 */
export function select(method: string, headers: RequestHeaders, file: Representation): Selected {
  const ifMatch = textOf(headers['if-match']);
  const ifNoneMatch = textOf(headers['if-none-match']);
  const modifiedSince = (name: string): boolean | null => isModifiedSince(textOf(headers[name]), file);
  if (ifMatch === undefined ? modifiedSince('if-unmodified-since') === true : !isListed(ifMatch, file.entityTag)) {
    return { status: 412 };
  }
  const isKnown =
    ifNoneMatch === undefined
      ? modifiedSince('if-modified-since') === false
      : isListed(ifNoneMatch.replaceAll('W/"', '"'), file.entityTag);
  if (isKnown) {
    return { status: 304 };
  }
  const ifRange = textOf(headers['if-range']);
  const isSameFile = ifRange === undefined || ifRange === file.entityTag || isExactly(ifRange, file);
  return method === 'GET' && isSameFile ? selectRange(textOf(headers['range']), file.sizeBytes) : { status: 200 };
}

/** Whether a request goes on with a download: it wants a part, and has the entity tag, which came with another. */
export function isContinuation(headers: RequestHeaders, entityTag: string): boolean {
  return headers['range'] !== undefined && [headers['if-range'], headers['if-match']].includes(entityTag);
}

function selectRange(header: string | undefined, sizeBytes: number): Selected {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? [];
  if ((first === '' && last === '') || (first !== '' && last !== '' && Number(last) < Number(first))) {
    return { status: 200 };
  }
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return start > end ? { status: 416 } : { status: 206, range: { start, end } };
}

function isListed(list: string, entityTag: string): boolean {
  return list === '*' || list.split(',').some((tag) => tag.trim() === entityTag);
}

/** `null` where the header is left out or no date. */
function isModifiedSince(date: string | undefined, file: Representation): boolean | null {
  const sinceMs = Date.parse(date ?? '');
  return Number.isNaN(sinceMs) ? null : inSeconds(file.lastModifiedMs) > inSeconds(sinceMs);
}

function isExactly(date: string, file: Representation): boolean {
  return inSeconds(Date.parse(date)) === inSeconds(file.lastModifiedMs);
}

/** As HTTP's dates tell it. */
function inSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
