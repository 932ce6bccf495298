const { hostname, port, password } = new URL(process.env['REDIS_URL']!); // tools/bench gives it

/** The Redis of the run, as Bull and BullMQ take it. */
export const REDIS = { host: hostname, port: Number(port), password };

/** What a peer's create takes. */
export interface CreateBody {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly priority?: number;
}

export const CREATE_SCHEMA = {
  type: 'object',
  required: ['type', 'params'],
  properties: {
    type: { type: 'string' },
    params: { type: 'object' },
    priority: { type: 'integer' },
  },
} as const;
