import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhatChanged } from './lib/build.ts';
import { runChaos } from './chaos/run.ts';
import { findChromium, findHeadlessShell } from './lib/chromium.ts';
import { main, UsageError } from './lib/commands.ts';
import { findNginx } from './lib/nginx.ts';
import { findTestFiles, type Kind } from './lib/test-files.ts';
import { startRedis } from './lib/redis.ts';
import { packWhatChanged } from './pack/pack.ts';
import { countJest, countPlaywright, sum, type TestCount } from './lib/test-counts.ts';
import { readProjects } from './lib/workspace.mjs';

const bin = (name: string): string => join('node_modules', '.bin', name);

/** A step's program that has not ended by now never will, in milliseconds. */
const HANGS_AFTER_MS = 1_200_000;

/** Jest as our ES modules need it. */
const NODE_JEST = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };

/** Angular's tests are CommonJS, and break where Jest loads ES modules by itself: whatever the caller's environment says. */
const PAGE_JEST = { NODE_OPTIONS: '' };

/** The files of tests that need the same around them. */
const filesOf = (kind: Kind): string[] =>
  findTestFiles()
    .filter((found) => found.kind === kind)
    .map(({ file }) => file);

/** One thing that must be green; it prints its own output and says how many tests passed and failed. */
interface Step {
  readonly name: string;
  /** A step that mostly waits, beside which this one runs where it follows it. */
  readonly beside?: string;
  run(reportDir: string): Promise<TestCount>;
}

/** What these tests wait for, a lease or a process, takes no processor: more of them run than there are cores. */
const INTEGRATION_WORKERS = String(availableParallelism() * 2);

/** Jest with nothing around it. @param isChosen - which of its files are run */
const unit = (isChosen: (file: string) => boolean = () => true): Step => ({
  name: 'unit',
  async run(reportDir) {
    return sum([
      await runJest(reportDir, 'unit', filesOf('unit').filter(isChosen), NODE_JEST),
      await runJest(reportDir, 'page', filesOf('page').filter(isChosen), PAGE_JEST),
    ]);
  },
});

/** Jest against a Redis of its own. @param isChosen - which of its files are run */
const integration = (isChosen: (file: string) => boolean = () => true): Step => ({
  name: 'integration',
  async run(reportDir) {
    const redis = await startRedis({ dir: join(reportDir, 'redis'), isPersistent: false });
    try {
      // Forced: Bull keeps a timer for seconds after it is closed, and a Node that ends by itself may not, see commands.ts.
      const args = ['--forceExit', ...filesOf('integration').filter(isChosen)];
      const env = { ...NODE_JEST, TEST_REDIS_URL: redis.url };
      return await runJest(reportDir, 'integration', args, env, INTEGRATION_WORKERS);
    } finally {
      await redis.stop();
    }
  },
});

const FORMAT: Step = {
  name: 'format',
  // What has not changed since it was found in order is not looked at again: content says so, as a clone's dates are new.
  run: () => check(bin('prettier'), ['--check', '--log-level=warn', '--cache', '--cache-strategy=content', '.']),
};

const STEPS: readonly Step[] = [
  { name: 'types', run: checkTypes },
  {
    // Several files of integration tests need them, and end to end an application that is built with them: made here, once,
    // beside a step of which much is known from before.
    name: 'packages',
    beside: 'types',
    async run() {
      await packWhatChanged();
      return check(bin('node'), ['tools/hosts/angular-host.ts']);
    },
  },
  unit(),
  // Before what looks at the image, which is made of what was built.
  {
    name: 'build',
    async run() {
      buildWhatChanged();
      return { passed: 1, failed: 0 };
    },
  },
  integration(),
  // A scenario that keeps its promises is a test that passed; docs/faults.md.
  { name: 'chaos', run: () => runChaos({ isShort: true, seed: Date.now() % 1_000_000 }) },
  // After Nx has run once: the rule of who may import whom needs its graph of projects, and is silent without.
  { name: 'lint', beside: 'chaos', run: checkStyle },
  { ...FORMAT, beside: 'chaos' },
  {
    name: 'e2e',
    async run(reportDir) {
      const report = join(reportDir, 'playwright.json');
      const code = await execute(bin('playwright'), ['test', '-c', 'apps/web-e2e/playwright.config.ts'], {
        CHROMIUM_PATH: findChromium(),
        CHROMIUM_SHELL_PATH: findHeadlessShell() ?? '',
        NGINX_PATH: findNginx() ?? '',
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      });
      return countPlaywright(readReport(report), code);
    },
  },
];

/** Which integration tests are wrong most often; those of the contract that are left out take half of its time. */
const QUICK_INTEGRATION =
  /^(apps\/api\/src\/contract\/(?!(?:client|handlers|lanes|schedules|stop|workers)[.]).*|libs\/tasks\/src\/(life\/(store|races|refusals)|index\/(listing|search)|lanes\/sweep))[.]spec[.]ts$/;

/** Files that show whole pages and large dialogs, of which a few take half of what all tests of the page do, and two that compute. */
const NOT_QUICK_UNIT =
  /\/(?:(?:errors|lanes|overview|schedules|task-table|users)-page|my-tasks|task-(?:list|selection|sorting)|(?:create-task|schedule|task-detail|views)-dialog|archive|estimate)[.]spec[.]ts$/;

/** What is wrong most often, within two minutes: nothing is built, killed or opened in a browser. */
const QUICK_STEPS: readonly Step[] = [
  { name: 'types', run: checkTypes },
  { ...FORMAT, beside: 'types' },
  unit((file) => !NOT_QUICK_UNIT.test(file)),
  integration((file) => QUICK_INTEGRATION.test(file)),
];

main(async () => {
  const steps = chooseSteps(process.argv.slice(2));
  const reportDir = mkdtempSync(join(tmpdir(), 'task-queue-test-'));
  const counts: TestCount[] = [];
  for (const together of inTurns(steps)) {
    counts.push(...(await Promise.all(together.map((step) => runStep(step, reportDir)))));
  }
  rmSync(reportDir, { recursive: true, force: true });
  const { passed, failed, failures } = sum(counts);
  for (const failure of failures) {
    console.log(`\n✗ ${failure}`); // again, where nobody has to look for it
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

/** Steps that run one after the other, each with those beside it. */
function inTurns(steps: readonly Step[]): Step[][] {
  const turns: Step[][] = [];
  for (const step of steps) {
    const before = turns.at(-1);
    if (before !== undefined && before[0]!.name === step.beside) {
      before.push(step);
    } else {
      turns.push([step]);
    }
  }
  return turns;
}

async function runStep(step: Step, reportDir: string): Promise<TestCount> {
  const { name } = step;
  const startedMs = Date.now();
  const count = await step.run(reportDir).catch((error: unknown) => {
    console.error(error instanceof UsageError ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  const mark = count.failed === 0 ? '✓' : '✗';
  console.log(`${mark} ${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`);
  return count;
}

/** All steps, with `--quick` those of two minutes, or with `--only unit,lint` some. */
function chooseSteps(args: readonly string[]): readonly Step[] {
  if (args.length === 0) {
    return STEPS;
  }
  if (args.length === 1 && args[0] === '--quick') {
    return QUICK_STEPS;
  }
  const [flag, names = ''] = args;
  const chosen = names.split(',').map((name) => STEPS.find((step) => step.name === name));
  if (flag !== '--only' || args.length !== 2 || chosen.includes(undefined)) {
    throw new UsageError(`npm test [-- --quick | --only ${STEPS.map(({ name }) => name).join(',')}]`);
  }
  return chosen as Step[]; // undefined was refused above
}

async function runJest(
  reportDir: string,
  name: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  workers = '100%',
): Promise<TestCount> {
  const report = join(reportDir, `jest-${name}.json`);
  const always = ['--json', `--outputFile=${report}`, `--maxWorkers=${workers}`, '--runTestsByPath'];
  const code = await execute(bin('jest'), [...always, ...args], env);
  return countJest(readReport(report), code);
}

/** The page and all else one after the other: the types of both at once do not fit into the memory that Node takes by itself. */
async function checkStyle(): Promise<TestCount> {
  const page = rootsOf(true);
  const others = ['.', ...page.flatMap((root) => ['--ignore-pattern', `${root}/**`])];
  const ofPage = await check(bin('eslint'), [...page, '--max-warnings=0']);
  return sum([ofPage, await check(bin('eslint'), [...others, '--max-warnings=0'])]);
}

function rootsOf(isOfPage: boolean): string[] {
  return readProjects()
    .filter(({ platform }) => (platform === 'browser') === isOfPage)
    .map(({ root }) => root);
}

/** Those of the page by Angular's compiler, beside all others. */
async function checkTypes(): Promise<TestCount> {
  const configsOf = (isOfPage: boolean): string[] => rootsOf(isOfPage).map((root) => join(root, 'tsconfig.json'));
  return sum(
    await Promise.all([
      check(bin('node'), ['tools/types.ts', ...configsOf(false)]),
      check(bin('node'), ['tools/page-types.ts', ...configsOf(true)]),
    ]),
  );
}

async function check(program: string, args: string[]): Promise<TestCount> {
  return (await execute(program, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function execute(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      timeout: HANGS_AFTER_MS,
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // the runner ended before it wrote one
  }
}
