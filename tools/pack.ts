import { relative } from 'node:path';
import { main } from './lib/commands.ts';
import { rootDir } from './lib/workspace.mjs';
import { packWhatChanged } from './pack/pack.ts';

main(async () => {
  for (const file of (await packWhatChanged()).values()) {
    console.log(relative(rootDir, file));
  }
  return 0;
});
