import { defineConfig } from 'rolldown';
import server from './rolldown.config.mjs';

/** Backup and restore, in a file of their own beside the server. */
export default defineConfig({
  ...server,
  input: 'apps/api/src/backup/main.ts',
  output: { ...server.output, entryFileNames: 'backup.js' },
});
