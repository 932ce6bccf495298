import { Buffer } from 'node:buffer';

/**
 * Joins fonts that were cut from one: the same axes and heights, other characters. HarfBuzz cuts and joins nothing, and
 * fontTools joins no variable fonts. Tables and their fields are named as in OpenType's specification.
 *
 * Rules of layout (GSUB, GPOS) are the first font's; what only vertical text needs is left out, and so is HVAR, which
 * repeats what gvar has.
 *
 * @param {Buffer[]} fonts - uncompressed, with outlines in glyf
 * @throws Error when a font has what cannot be joined so
 */
export function joinFonts(fonts) {
  const parts = fonts.map(tablesOf);
  const glyphs = parts.flatMap(glyphsOf);
  const [first] = parts;
  const joined = new Map([...first].filter(([tag]) => !['HVAR', 'vhea', 'vmtx'].includes(tag)));
  const change = (tag, write) => {
    const table = Buffer.from(first.get(tag));
    write(table);
    joined.set(tag, table);
  };
  change('head', (head) => head.writeInt16BE(1, 50)); // indexToLocFormat: long
  change('hhea', (hhea) => hhea.writeUInt16BE(glyphs.length, 34)); // numberOfHMetrics
  change('maxp', (maxp) => {
    for (let at = 6; at < maxp.length; at += 2) {
      maxp.writeUInt16BE(Math.max(...parts.map((part) => part.get('maxp').readUInt16BE(at))), at);
    }
    maxp.writeUInt16BE(glyphs.length, 4); // numGlyphs
  });
  joined.set('glyf', Buffer.concat(glyphs.map(({ outline }) => outline)));
  joined.set('loca', uint32s(offsetsOf(glyphs.map(({ outline }) => outline))));
  joined.set('hmtx', uint16s(glyphs.flatMap(({ advance, bearing }) => [advance, bearing])));
  joined.set('gvar', joinVariations(parts, glyphs));
  joined.set('cmap', cmapFor(glyphs));
  return sfntOf(joined);
}

/**
 * The characters that a font has glyphs for, in rising order.
 *
 * @param {Buffer} font - uncompressed
 */
export function codesOf(font) {
  return [...glyphByCode(tablesOf(font)).keys()].sort((a, b) => a - b);
}

function tablesOf(font) {
  const records = Array.from({ length: font.readUInt16BE(4) }, (_, at) => font.subarray(12 + 16 * at, 28 + 16 * at));
  return new Map(
    records.map((record) => {
      const offset = record.readUInt32BE(8);
      return [record.toString('latin1', 0, 4), font.subarray(offset, offset + record.readUInt32BE(12))];
    }),
  );
}

/** Character and glyph, by cmap's format 4. */
function glyphByCode(tables) {
  const cmap = tables.get('cmap');
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, at) => cmap.readUInt32BE(8 + 8 * at));
  const offset = offsets.find((at) => cmap.readUInt16BE(at) === 4);
  if (offset === undefined) {
    throw new Error('A font has no cmap of format 4');
  }
  const table = cmap.subarray(offset);
  const size = table.readUInt16BE(6); // segCountX2
  const glyphs = new Map();
  for (let at = 14; at < 14 + size; at += 2) {
    const [start, delta, rangeAt] = [at + size + 2, at + 2 * size + 2, at + 3 * size + 2];
    const range = table.readUInt16BE(rangeAt);
    const from = table.readUInt16BE(start);
    for (let code = from; code <= table.readUInt16BE(at) && code < 0xffff; code++) {
      const found = range === 0 ? code : table.readUInt16BE(rangeAt + range + 2 * (code - from));
      glyphs.set(code, (found + table.readUInt16BE(delta)) & 0xffff);
    }
  }
  return glyphs;
}

function glyphsOf(tables) {
  const [glyf, loca, hmtx, gvar] = ['glyf', 'loca', 'hmtx', 'gvar'].map((tag) => tables.get(tag));
  const metrics = tables.get('hhea').readUInt16BE(34); // the glyphs after them have the last one's advance
  const outlineAt = readerOf(loca, tables.get('head').readInt16BE(50) === 1);
  const variationAt = readerOf(gvar.subarray(20), (gvar.readUInt16BE(14) & 1) === 1);
  const variations = gvar.subarray(gvar.readUInt32BE(16));
  const codes = new Map([...glyphByCode(tables)].map(([code, glyph]) => [glyph, code]));
  if (codes.size !== glyphByCode(tables).size) {
    throw new Error('A font draws two characters alike, which is not provided for');
  }
  return Array.from({ length: tables.get('maxp').readUInt16BE(4) }, (_, at) => {
    const outline = glyf.subarray(outlineAt(at), outlineAt(at + 1));
    if (outline.length > 0 && outline.readInt16BE(0) < 0) {
      throw new Error('A font has glyphs made of others, which is not provided for');
    }
    return {
      code: codes.get(at),
      outline,
      variation: variations.subarray(variationAt(at), variationAt(at + 1)),
      advance: hmtx.readUInt16BE(4 * Math.min(at, metrics - 1)),
      bearing: hmtx.readUInt16BE(at < metrics ? 4 * at + 2 : 2 * (metrics + at)),
    };
  });
}

/** Reads the offsets that loca and gvar have, long ones or halves in short. */
function readerOf(table, isLong) {
  return (at) => (isLong ? table.readUInt32BE(4 * at) : 2 * table.readUInt16BE(2 * at));
}

function joinVariations(parts, glyphs) {
  const sharedOf = (gvar) => {
    const offset = gvar.readUInt32BE(8);
    return gvar.subarray(offset, offset + 2 * gvar.readUInt16BE(4) * gvar.readUInt16BE(6)); // axisCount, sharedTupleCount
  };
  const tables = parts.map((part) => part.get('gvar'));
  const shared = sharedOf(tables[0]);
  if (tables.some((gvar) => !sharedOf(gvar).equals(shared))) {
    throw new Error('Fonts vary by other tuples: they were not cut from one');
  }
  const header = Buffer.from(tables[0].subarray(0, 20));
  const sharedAt = 20 + 4 * (glyphs.length + 1);
  header.writeUInt32BE(sharedAt, 8);
  header.writeUInt16BE(glyphs.length, 12);
  header.writeUInt16BE(1, 14); // flags: long offsets
  header.writeUInt32BE(sharedAt + shared.length, 16);
  const variations = glyphs.map(({ variation }) => variation);
  return Buffer.concat([header, uint32s(offsetsOf(variations)), shared, ...variations]);
}

/** A cmap of format 4 with a segment a character. */
function cmapFor(glyphs) {
  const segments = glyphs
    .map(({ code }, glyph) => ({ code, delta: (glyph - code) & 0xffff }))
    .filter(({ code }) => code !== undefined)
    .sort((a, b) => a.code - b.code);
  segments.push({ code: 0xffff, delta: 1 }); // the last one, as the format asks for
  const codes = segments.map(({ code }) => code);
  const power = 2 ** Math.floor(Math.log2(segments.length));
  const search = [2 * power, Math.log2(power), 2 * (segments.length - power)];
  const deltas = segments.map(({ delta }) => delta);
  const table = [4, 16 + 8 * segments.length, 0, 2 * segments.length, ...search, ...codes, 0, ...codes, ...deltas];
  const ranges = segments.map(() => 0);
  return Buffer.concat([uint16s([0, 1, 3, 1]), uint32s([12]), uint16s([...table, ...ranges])]);
}

/** A font of tables, without checksums: whoever cuts it next writes them. */
function sfntOf(tables) {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const bodies = sorted.map(([, table]) => Buffer.concat([table, Buffer.alloc(-table.length & 3)]));
  const offsets = offsetsOf(bodies, 12 + 16 * sorted.length);
  const records = sorted.map(([tag, table], at) =>
    Buffer.concat([Buffer.from(tag, 'latin1'), uint32s([0, offsets[at], table.length])]),
  );
  return Buffer.concat([uint32s([0x00010000]), uint16s([sorted.length, 0, 0, 0]), ...records, ...bodies]);
}

/** Where each begins, and where the last ends. */
function offsetsOf(buffers, start = 0) {
  let end = start;
  return [start, ...buffers.map(({ length }) => (end += length))];
}

function uint16s(numbers) {
  return Buffer.from(numbers.flatMap((number) => [number >> 8, number & 0xff]));
}

function uint32s(numbers) {
  return uint16s(numbers.flatMap((number) => [number >>> 16, number & 0xffff]));
}
