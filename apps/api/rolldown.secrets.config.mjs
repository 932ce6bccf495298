import { defineConfig } from 'rolldown';
import server from './rolldown.config.mjs';

/** The server with a handler that has a secret param: built by apps/web-e2e, never shipped. */
export default defineConfig({
  ...server,
  input: 'apps/api/testing/secrets-main.ts',
  output: { ...server.output, dir: 'dist/apps/secrets' },
});
