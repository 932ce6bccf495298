import { buildWhatChanged } from './lib/build.ts';
import { main } from './lib/commands.ts';

main(async () => {
  buildWhatChanged();
  return 0;
});
