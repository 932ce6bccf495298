import { defineConfig } from 'rolldown';
import server from './rolldown.config.mjs';

/** The server with the handler of tools/bench, what fills a Redis with tasks, and the peers that need a compiler: built there, never shipped. */
export default defineConfig({
  ...server,
  input: {
    main: 'apps/api/testing/bench-main.ts',
    fill: 'apps/api/testing/bench-fill.ts',
    'nest-peer': 'apps/api/testing/bench-nest-peer.ts',
    'nest-worker': 'apps/api/testing/bench-nest-worker.ts',
  },
  output: { ...server.output, dir: 'dist/apps/bench', entryFileNames: '[name].js' },
});
