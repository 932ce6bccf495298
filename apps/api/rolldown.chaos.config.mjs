import { defineConfig } from 'rolldown';
import server from './rolldown.config.mjs';

const output = { ...server.output, dir: 'dist/apps/chaos' };

/** The server with the handlers of tools/chaos, the check of what it leaves in Redis, and a process that writes until it is killed: built there, never shipped. */
export default defineConfig([
  { ...server, input: 'apps/api/testing/chaos-main.ts', output },
  {
    ...server,
    input: 'libs/tasks/testing/invariants/main.ts',
    output: { ...output, entryFileNames: 'invariants.js' },
  },
  {
    ...server,
    input: 'libs/tasks/testing/grouped/killed-process.ts',
    output: { ...output, entryFileNames: 'killed-process.js' },
  },
]);
