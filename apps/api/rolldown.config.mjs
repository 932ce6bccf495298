import { builtinModules } from 'node:module';
import { defineConfig } from 'rolldown';

const builtins = new Set(builtinModules);

/** Our own code in one file; packages stay packages. */
export default defineConfig({
  input: 'apps/api/src/main.ts',
  platform: 'node',
  tsconfig: 'apps/api/tsconfig.json',
  external: (id) =>
    builtins.has(id) ||
    id.startsWith('node:') ||
    (!/^(\.|\/|\0|@task-queue\/|@oxc-project\/runtime)/.test(id) && !id.startsWith('apps/')),
  moduleTypes: { '.lua': 'text' },
  transform: { target: 'node24', decorator: { legacy: true, emitDecoratorMetadata: true } },
  output: { dir: 'dist/apps/api', entryFileNames: 'main.js', format: 'esm', sourcemap: true },
});
