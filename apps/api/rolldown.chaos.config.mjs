import { defineConfig } from 'rolldown';
import server from './rolldown.config.mjs';

/** The server with the handlers of tools/chaos: built there, never shipped. */
export default defineConfig({
  ...server,
  input: 'apps/api/testing/chaos-main.ts',
  output: { ...server.output, dir: 'dist/apps/chaos' },
});
