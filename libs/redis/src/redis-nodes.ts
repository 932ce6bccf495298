/** Where a Redis or a sentinel listens. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** Who we are to Redis. */
export interface RedisCredentials {
  readonly username?: string;
  readonly password?: string;
}

/** `host:port,host,[::1]:port` of a URL. */
export function parseNodes(hosts: string, defaultPort: number): readonly RedisNode[] {
  return hosts.split(',').map((address) => {
    const { hostname, port } = new URL(`tcp://${address}`);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || defaultPort) };
  });
}

/** User and password as they stand in a URL; what is empty is left out. */
export function parseCredentials(user: string | undefined, password: string | undefined): RedisCredentials {
  return {
    ...(user ? { username: decodeURIComponent(user) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
  };
}
