import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { CHART, RELEASE, renderChart, type Manifest, type Values } from '../../testing/chart.js';
import { environmentOf, lastOf, parseDockerfile } from '../../testing/dockerfile.js';
import { SETTING_NAMES } from '../settings/setting-values.js';
import { loadSettings } from '../settings/settings.js';

const SECRETS = { REDIS_URL: 'redis://redis', JWT_SECRET: '3f9c61b7d04e8a2516cb97f0ea84d35b' };

/** Each kind that the chart may make, with the schema of those who define it. */
const KINDS = { Deployment, Ingress, PodDisruptionBudget, PersistentVolumeClaim, PodMonitor, ScaledObject, Service };

const ON = { enabled: true };
const VALUES: Readonly<Record<string, Values>> = {
  'as they are': {},
  'with all that is off': {
    image: { repository: 'registry.example/task-queue', tag: '1.2.3' },
    imagePullSecrets: [{ name: 'pull' }],
    settings: { RETENTION_COMPLETED: '30d,1GB', LOG_LEVEL: 'debug', METRICS: 'admin' },
    worker: { autoscaling: ON },
    ingress: { ...ON, className: 'nginx', tlsSecret: 'tls', annotations: { a: 'b' } },
    podMonitor: ON,
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'jobs', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
  },
  'with files on object storage': { artifacts: { url: 's3://files/tasks?endpoint=https://s3.example' } },
  'with an ingress below a path': { ingress: ON, settings: { BASE_PATH: '/tools/tasks' } },
  'with a volume of one’s own': { artifacts: { existingClaim: 'files', storageClass: 'nfs' } },
};

const REFUSED: readonly [what: string, values: Values, words: RegExp][] = [
  ['without a Secret', { existingSecret: '' }, /^existingSecret: the name of a Secret/],
  ['with a value that it does not know', { replica: 3 }, /must NOT have additional properties/],
  ['with a setting that is no text', { settings: { RATE_LIMIT: 0 } }, /settings\/RATE_LIMIT must be string/],
  ['with a secret among the settings', { settings: { JWT_SECRET: 'x' } }, /settings must NOT be valid|property name/],
  ['with no worker at all by autoscaling', { worker: { autoscaling: { minReplicas: 0 } } }, /must be >= 1/],
];

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number };
  readonly volumes: readonly object[];
  readonly containers: readonly [
    {
      readonly image: string;
      readonly env: readonly { readonly name: string; readonly value: unknown }[];
      readonly ports: readonly [{ readonly containerPort: number }];
      readonly securityContext: object;
      readonly startupProbe: object;
      readonly volumeMounts: readonly { readonly mountPath: string }[];
    },
  ];
}

const render = (values: Values): Manifest[] => renderChart({ existingSecret: 'secrets', ...values });

function podsOf(manifests: readonly Manifest[]): [role: string, pod: Pod][] {
  return manifests
    .filter(({ kind }) => kind === 'Deployment')
    .map((manifest) => {
      const { template } = (
        manifest as unknown as { spec: { template: { metadata: { labels: Record<string, string> }; spec: Pod } } }
      ).spec;
      return [template.metadata.labels['app.kubernetes.io/component']!, template.spec];
    });
}

const environment = ({ containers: [{ env }] }: Pod): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value as string]));

describe.each(Object.entries(VALUES))('the chart with values %s', (_name, values) => {
  const manifests = render(values);

  test('renders to what the schemas of Kubernetes, KEDA and Prometheus’ operator take', () => {
    expect(manifests.length).toBeGreaterThan(4);
    for (const manifest of manifests) {
      const Kind = KINDS[manifest.kind as keyof typeof KINDS];
      const model = new Kind(manifest as never); // whether it is one is what is asked
      expect(() => model.validate()).not.toThrow();
      expect(model.apiVersion).toBe(manifest.apiVersion);
    }
    const names = manifests.map(({ kind, metadata: { name } }) => `${kind}/${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(podsOf(manifests))('%s: settings that the program knows and takes, each once, as texts', (role, pod) => {
    const names = pod.containers[0].env.map(({ name }) => name);
    expect(names.filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(pod.containers[0].env.filter(({ value }) => typeof value !== 'string')).toEqual([]);
    expect(loadSettings({ NODE_ENV: 'production', ...SECRETS, ...environment(pod) }).ROLE).toBe(role);
  });

  test.each(podsOf(manifests))('%s: time to end, no rights, a root that nobody writes', (_role, pod) => {
    const { SHUTDOWN_GRACE_MS } = loadSettings({ ...SECRETS, ...environment(pod) });
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(SHUTDOWN_GRACE_MS + 5_000 + 2_000);
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describe('the chart', () => {
  test('fits the image: its user, its port, its volume', () => {
    const image = parseDockerfile(readFileSync(new URL('../../../../Dockerfile', import.meta.url), 'utf8')).at(-1)!;
    for (const [, pod] of podsOf(render({}))) {
      expect(`${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`).toBe(lastOf(image, 'USER'));
      expect(pod.containers[0].ports[0].containerPort).toBe(Number(environmentOf(image)['PORT']));
      expect(pod.containers[0].volumeMounts.map(({ mountPath }) => mountPath)).toContain(
        environmentOf(image)['DATA_DIR'],
      );
    }
  });

  test('keeps files on the storage that it is given the address of, else on a volume that all pods share', () => {
    const url = 's3://files';
    const [onStorage, onVolume] = [render({ artifacts: { url } }), render({})];
    for (const [, pod] of podsOf(onStorage)) {
      expect(environment(pod)).toHaveProperty('ARTIFACTS_URL', url);
      expect(pod.volumes).toContainEqual({ name: 'data', emptyDir: {} });
    }
    const claim = onVolume.find(({ kind }) => kind === 'PersistentVolumeClaim')!;
    for (const [, pod] of podsOf(onVolume)) {
      expect(pod.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: claim.metadata.name } });
    }
    expect(onStorage.some(({ kind }) => kind === claim.kind)).toBe(false);
  });

  test('leads the ingress to where the product shows itself', () => {
    const pathOf = (settings: Values): unknown =>
      render({ ingress: ON, settings }).find(({ kind }) => kind === 'Ingress');
    const below = (path: string): unknown =>
      expect.objectContaining({
        spec: expect.objectContaining({
          rules: [expect.objectContaining({ http: { paths: [expect.objectContaining({ path })] } })],
        }),
      });
    expect([pathOf({}), pathOf({ BASE_PATH: '/tools/tasks' })]).toEqual([below('/'), below('/tools/tasks')]);
  });

  test('scales workers by a metric that there is, and leaves their number to that alone', () => {
    const manifests = render({ worker: { autoscaling: ON } });
    const scaled = manifests.find(({ kind }) => kind === 'ScaledObject') as unknown as {
      spec: { scaleTargetRef: { name: string }; triggers: [{ metadata: { query: string } }] };
    };
    const worker = manifests.find(({ metadata }) => metadata.name === scaled.spec.scaleTargetRef.name);
    expect(worker).toMatchObject({ kind: 'Deployment', metadata: { name: 'tq-worker' } });
    expect(worker).not.toHaveProperty('spec.replicas');
    const [, metric] = /\((\w+)\{/.exec(scaled.spec.triggers[0].metadata.query)!;
    const metrics = readFileSync(new URL('../metrics/metrics.ts', import.meta.url), 'utf8');
    expect(metrics).toContain(`name: '${metric}',\n    help: 'Tickets waiting, by lane'`);
  });

  test('lets workers alone be asked for metrics without a person’s rights: no Service leads to them', () => {
    const manifests = render({});
    const metrics = podsOf(manifests).map(([role, pod]) => [role, environment(pod)['METRICS']]);
    expect(metrics).toEqual([
      ['api', undefined],
      ['worker', 'open'],
    ]);
    const services = manifests.filter(({ kind }) => kind === 'Service');
    expect(services).toEqual([
      expect.objectContaining({
        spec: expect.objectContaining({ selector: expect.objectContaining({ 'app.kubernetes.io/component': 'api' }) }),
      }),
    ]);
  });

  test.each(REFUSED)('is refused %s', (_name, values, words) => {
    expect(() => render(values)).toThrow(words);
  });

  test('keeps a Secret’s settings out of values: each of the image’s and of the chart’s own is refused there', () => {
    const image = parseDockerfile(readFileSync(new URL('../../../../Dockerfile', import.meta.url), 'utf8')).at(-1)!;
    const own = podsOf(render({}))
      .flatMap(([, pod]) => Object.keys(environment(pod)))
      .filter((name) => name !== 'METRICS');
    const taken = [
      ...own,
      'ARTIFACTS_URL',
      'OTEL_EXPORTER_OTLP_HEADERS', // of OpenTelemetry, with keys in it
      'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
      ...SETTING_NAMES.filter((name) => /SECRET|PASSWORD|_KEY/.test(name)),
      ...Object.keys(environmentOf(image)).filter((name) => name !== 'NODE_ENV'),
      ...Object.keys(SECRETS),
    ];
    for (const name of taken) {
      expect(() => render({ settings: { [name]: 'x' } })).toThrow(/property name/);
    }
  });
});

const HAS_HELM = spawnSync('helm', ['version']).status === 0;

/** What Helm itself says. @throws Error where it refuses */
function helm(args: readonly string[], values: Values): string {
  const input = JSON.stringify({ existingSecret: 'secrets', ...values });
  const { status, stdout, stderr } = spawnSync('helm', [...args, '--values', '-'], { encoding: 'utf8', input });
  if (status !== 0) {
    throw new Error(stdout + stderr);
  }
  return stdout;
}

(HAS_HELM ? describe : describe.skip)('Helm, where this machine has it', () => {
  const byName = (manifests: readonly Manifest[]): Manifest[] =>
    manifests.toSorted((a, b) => `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`));

  test.each(Object.entries(VALUES))('has nothing to say against the chart with values %s', (_name, values) => {
    expect(helm(['lint', '--strict', CHART], values)).toContain('0 chart(s) failed');
  });

  test.each(Object.entries(VALUES))('renders what our tests look at with values %s', (_name, values) => {
    const rendered = helm(['template', RELEASE.Name, CHART, '--namespace', RELEASE.Namespace], values);
    const manifests = parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
    expect(byName(manifests)).toEqual(byName(render(values)));
  });

  test.each(REFUSED)('refuses the chart %s, too', (_name, values) => {
    expect(() => helm(['template', RELEASE.Name, CHART], values)).toThrow();
  });
});
