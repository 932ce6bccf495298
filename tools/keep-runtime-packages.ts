import { main } from './lib/commands.ts';
import { keepRuntimePackages } from './lib/runtime-packages.ts';

main(async () => {
  console.log(`Deleted ${keepRuntimePackages('dist/apps/api')} packages that the server does not need to run`);
  return 0;
});
