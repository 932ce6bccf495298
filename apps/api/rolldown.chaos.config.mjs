import { defineConfig } from 'rolldown';
import server from './rolldown.config.mjs';

const output = { ...server.output, dir: 'dist/apps/chaos' };

/** The server with the handlers of tools/chaos, and the check of what it leaves in Redis: built there, never shipped. */
export default defineConfig([
  { ...server, input: 'apps/api/testing/chaos-main.ts', output },
  {
    ...server,
    input: 'libs/tasks/testing/invariants/main.ts',
    output: { ...output, entryFileNames: 'invariants.js' },
  },
]);
