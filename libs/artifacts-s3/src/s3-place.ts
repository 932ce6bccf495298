/** Where on an object storage files are kept. */
export interface S3Place {
  readonly bucket: string;
  /** What every key begins with: empty, or with a slash at its end. */
  readonly prefix: string;
  /** The server's address, where it is not Amazon's. */
  readonly endpoint?: string;
  /** The address by which browsers reach the same server. @default as `endpoint` */
  readonly publicEndpoint?: string;
  readonly region: string;
  /** Whether the bucket stands in the path, and not in the host name. @default where there is an endpoint */
  readonly isPathStyle: boolean;
}

/** Why a text is no place; its words never hold the text. */
export class S3PlaceError extends Error {
  override readonly name = 'S3PlaceError';
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^[\w!.*'()/-]*$/;
const OPTIONS = ['endpoint', 'publicEndpoint', 'region', 'pathStyle'];
const DEFAULT_REGION = 'us-east-1';

/**
 * Reads `s3://bucket/prefix?endpoint=https://…&publicEndpoint=https://…&region=…&pathStyle=true|false`; all but the bucket may
 * be left out.
 *
 * @throws S3PlaceError
 */
export function readS3Place(text: string): S3Place {
  const [, where = '', path = '', query = ''] = /^s3:\/\/([^/?#]*)([^?#]*)\??([^#]*)$/.exec(text) ?? [];
  require(text.startsWith('s3://'), 'must begin with s3://, e.g. s3://bucket/prefix?endpoint=https://host:9000');
  require(!where.includes('@'), 'must hold no credentials: those are ARTIFACTS_ACCESS_KEY and ARTIFACTS_SECRET_KEY');
  require(BUCKET.test(where), 'must name a bucket: 3 to 63 small letters, digits, dots and hyphens');
  require(PREFIX.test(path), "must have a prefix of letters, digits and / ! - _ . * ' ( ) alone");
  const options = new URLSearchParams(query);
  require([...options.keys()].every((name) => OPTIONS.includes(name)), `must have no option but ${OPTIONS.join(', ')}`);
  const { endpoint, publicEndpoint, region, pathStyle } = Object.fromEntries(options);
  for (const address of [endpoint, publicEndpoint]) {
    require(address === undefined ||
      isServer(address), 'must have endpoints such as https://host:9000, without a path');
  }
  require(region === undefined || /^[a-z0-9-]{1,40}$/.test(region), 'must have a region such as eu-central-1');
  require([undefined, 'true', 'false'].includes(pathStyle), 'must have a pathStyle of true or false');
  const prefix = path.replace(/^\/+|\/+$/g, '');
  return {
    bucket: where,
    prefix: prefix === '' ? '' : `${prefix}/`,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(publicEndpoint === undefined ? {} : { publicEndpoint }),
    region: region ?? DEFAULT_REGION,
    isPathStyle: pathStyle === undefined ? endpoint !== undefined : pathStyle === 'true',
  };
}

function isServer(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && /^https?:\/\/[^/?#@]+\/?$/.test(address);
}

function require(isSo: boolean, words: string): void {
  if (!isSo) {
    throw new S3PlaceError(words);
  }
}
