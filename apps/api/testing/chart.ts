import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { GoTemplates, isTrue, type TemplateFunction } from './go-template.js';

/** The chart's folder. */
export const CHART = fileURLToPath(new URL('../../../deploy/helm/task-queue', import.meta.url));

/** What of a manifest its tests look at without asking what kind it is. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** What somebody gives besides `values.yaml`. */
export type Values = { readonly [name: string]: unknown };

/** The release that {@link renderChart} renders. */
export const RELEASE = { Name: 'tq', Namespace: 'jobs', Service: 'Helm' } as const;

/**
 * What `helm template tq deploy/helm/task-queue --namespace jobs` makes of somebody's values.
 *
 * @throws Error as Helm does: for values that the schema does not allow, and where a template asks for what is missing
 */
export function renderChart(given: Values): Manifest[] {
  const values = merge(readYaml('values.yaml'), given);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(`${CHART}/values.schema.json`, 'utf8')) as object,
  );
  if (!validate(values)) {
    throw new Error(validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`).join('\n'));
  }
  const { name, version, appVersion } = readYaml('Chart.yaml');
  const data = { Values: values, Release: RELEASE, Chart: { Name: name, Version: version, AppVersion: appVersion } };
  const templates = new GoTemplates(FUNCTIONS);
  const files = readdirSync(`${CHART}/templates`);
  for (const file of files) {
    templates.add(file, readFileSync(`${CHART}/templates/${file}`, 'utf8'));
  }
  templates.render('NOTES.txt', data);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(templates.render(file, data)))
    .map((document) => {
      if (document.errors.length > 0) {
        throw document.errors[0]!;
      }
      return document.toJS() as Manifest | null;
    })
    .filter((manifest) => manifest !== null);
}

function readYaml(file: string): Values {
  return parse(readFileSync(`${CHART}/${file}`, 'utf8')) as Values;
}

/** As Helm merges values: maps field by field, all else whole. */
function merge(below: Values, above: Values): Values {
  const isMap = (value: unknown): value is Values =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const merged = Object.entries(above).map(([name, value]) => [
    name,
    isMap(value) && isMap(below[name]) ? merge(below[name], value) : value,
  ]);
  return { ...below, ...(Object.fromEntries(merged) as Values) };
}

const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  add: (a, b) => Number(a) + Number(b),
  default: (otherwise, value) => (isTrue(value) ? value : otherwise),
  dict: (...pairs) =>
    Object.fromEntries(pairs.flatMap((key, i) => (i % 2 === 0 ? [[key, pairs[i + 1]]] : []))) as unknown,
  div: (a, b) => Math.trunc(Number(a) / Number(b)),
  eq: (a, b) => a === b,
  hasKey: (map, key) => Object.hasOwn(map as object, String(key)),
  int: (value) => Math.trunc(Number(value)),
  nindent: (by, text) => `\n${String(text).replace(/^/gm, ' '.repeat(Number(by)))}`,
  not: (value) => !isTrue(value),
  printf: (format, ...values) => String(format).replace(/%s/g, () => String(values.shift())),
  quote: (value) => JSON.stringify(String(value)),
  required: (words, value) => {
    if (value === undefined || value === '') {
      throw new Error(String(words));
    }
    return value;
  },
  toYaml: (value) => stringify(value).trimEnd(),
  trimSuffix: (suffix, text) => String(text).replace(new RegExp(`${String(suffix)}$`), ''),
  trunc: (length, text) => String(text).slice(0, Number(length)),
};
