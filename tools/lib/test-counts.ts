import { stripVTControlCharacters } from 'node:util';

/** How many tests passed and failed. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  /** Those that failed by name, each with the gist of why, as far as the runner tells. */
  readonly failures?: readonly string[];
}

/** What Jest's `--json` says; a suite that did not run, or an exit code without a failed test, is a failure too. */
export function countJest(report: unknown, exitCode: number): TestCount {
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numRuntimeErrorTestSuites = 0,
    testResults = [],
  } = (report ?? {}) as Partial<JestReport>;
  const failures = testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    const told = failed.map(({ fullName, failureMessages }) => describeFailure(name, fullName, failureMessages[0]));
    return told.length === 0 && message ? [describeFailure(name, 'did not run', message)] : told;
  });
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return withExitCode({ passed: numPassedTests, failed, failures: failed === 0 ? [] : failures }, exitCode);
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    /** The file. */
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What Playwright's JSON reporter says. A test that needed a second try is a failure: a flaky test is a bug. */
export function countPlaywright(report: unknown, exitCode: number): TestCount {
  const { stats = {}, suites = [] } = (report ?? {}) as Partial<PlaywrightReport>;
  const { expected = 0, unexpected = 0, flaky = 0 } = stats;
  return withExitCode({ passed: expected, failed: unexpected + flaky, failures: failuresOf(suites) }, exitCode);
}

interface PlaywrightReport {
  readonly stats: { readonly expected?: number; readonly unexpected?: number; readonly flaky?: number };
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  readonly file: string;
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}

function failuresOf(suites: readonly PlaywrightSuite[]): string[] {
  return suites.flatMap(({ file, specs = [], suites: inner = [] }) => [
    ...specs.flatMap(({ title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) =>
          describeFailure(file, title, results.find(({ error }) => error !== undefined)?.error?.message),
        ),
    ),
    ...failuresOf(inner),
  ]);
}

/** Where, which, and the beginning of what was said. */
function describeFailure(file: string, name: string, message = ''): string {
  const gist = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 6)
    .map((line) => `\n    ${line.slice(0, 200)}`);
  return `${file}: ${name}${gist.join('')}`;
}

/** All counts as one. */
export function sum(counts: readonly TestCount[]): Required<TestCount> {
  return counts.reduce<Required<TestCount>>(
    (total, { passed, failed, failures = [] }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      failures: [...total.failures, ...failures],
    }),
    { passed: 0, failed: 0, failures: [] },
  );
}

function withExitCode(count: TestCount, exitCode: number): TestCount {
  const isSilentFailure = count.failed === 0 && (exitCode !== 0 || count.passed === 0);
  return isSilentFailure ? { ...count, failed: 1 } : count;
}
