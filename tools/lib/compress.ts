import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Files that compress well; fonts and images are compressed already. */
const TEXT = /\.(css|js|svg|txt)$/;

/** Below this a copy saves nothing worth a file, in bytes. */
const SMALLEST = 1_024;

/** Puts a `.br` and a `.gz` beside each text file, as small as they get, so that the server has nothing to compress. */
export function compressBelow(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    const content = TEXT.test(name) ? readFileSync(file) : null;
    if (content && content.length >= SMALLEST) {
      const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
      writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
      writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
    }
  }
}
