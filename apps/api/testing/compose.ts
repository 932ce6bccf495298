import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** What of a service of `compose.yaml` its tests look at. */
export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
}

/** `compose.yaml`, as it is for who has these variables. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/**
 * Reads `compose.yaml` with its anchors, merges and variables.
 *
 * @throws Error naming a variable that has to be set
 */
export function readCompose(env: Readonly<Record<string, string>>): ComposeFile {
  const file = fileURLToPath(new URL('../../../compose.yaml', import.meta.url));
  const put = (text: string): string =>
    text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (all: string, ...parts: (string | undefined)[]) => {
      const [name, kind, rest = ''] = parts;
      if (name === undefined) {
        return all === '$$' ? '$' : all;
      }
      const value = env[name] ?? '';
      if (value === '' && kind === '?') {
        throw new Error(`${name}: ${rest}`);
      }
      return value === '' && kind === '-' ? rest : value;
    });
  const revive = (_key: unknown, value: unknown): unknown => (typeof value === 'string' ? put(value) : value);
  return parse(readFileSync(file, 'utf8'), revive, { merge: true }) as ComposeFile;
}
