import { Buffer } from 'node:buffer';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { URLSearchParams } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import Provider from 'oidc-provider';

/**
 * An OpenID provider (`oidc-provider`), in a process of its own. It prints its address. `PUT /test` sets who there is there
 * and how it is to go wrong; the page to sign in on asks for a name and nothing else.
 *
 * @typedef {object} State
 * @property {string} publicUrl where the client's page is
 * @property {string} apiUrl where the client's API is, for what the provider calls itself
 * @property {Record<string, Record<string, unknown> | undefined>} people claims by `sub`; nobody else is known
 * @property {boolean} isDown whether nothing is answered but `/test`
 * @property {boolean} givesRefreshTokens
 * @property {boolean} givesIdTokens whether a refresh brings one
 * @property {{ path: string, status: number, headers?: Record<string, string>, body?: unknown, isOnce?: boolean, isStuck?: boolean } | null} failing
 *   what one of its addresses answers instead: once alone, or not before something else is set
 * @property {string | null} held one of its addresses, whose next answer is made and held back until this is `null` again; `''`
 *   from when one is
 * @property {{ claims?: Record<string, unknown>, alg?: 'none', isForeignKey?: boolean } | null} forged what ID tokens say instead
 */

/** @type {State} */
const state = {
  publicUrl: '',
  apiUrl: '',
  people: {},
  isDown: false,
  givesRefreshTokens: true,
  givesIdTokens: true,
  failing: null,
  held: null,
  forged: null,
};
const changes = new EventEmitter();
const CLIENT = { id: 'task-queue', secret: 'the secret of task-queue' };

const [own, foreign] = await Promise.all([newKey(), newKey()]);

async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { key: privateKey, jwk: { ...(await exportJWK(privateKey)), kid: 'a key', alg: 'RS256', use: 'sig' } };
}

/** @param {string} issuer */
function newProvider(issuer) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${state.publicUrl}/api/auth/oidc/callback`],
        post_logout_redirect_uris: [`${state.publicUrl}/login`],
        backchannel_logout_uri: `${state.apiUrl}/api/auth/oidc/backchannel-logout`,
        backchannel_logout_session_required: true,
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    jwks: { keys: [own.jwk] },
    cookies: { keys: ['a key for cookies'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'roles'], email: ['email'] },
    findAccount: (_context, sub) => {
      const claims = state.people[sub];
      return claims && { accountId: sub, claims: () => ({ sub, ...claims }) };
    },
    // Nobody is asked whether the client may know them: it is the same company's.
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    // Without what keeps it from calling private addresses: the client is on this machine.
    fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
    issueRefreshToken: () => state.givesRefreshTokens,
    rotateRefreshToken: true, // each is good once, and one that comes back ends all
    interactions: { url: (_context, { uid }) => `/test/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = `<!doctype html>${form}<button name="logout" value="yes" form="op.logoutForm">Sign out there</button>`;
        },
      },
    },
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path === state.held) {
      state.held = '';
      changes.emit('change');
      await until(() => state.held === null);
    }
    if (context.path === '/token' && context.oidc?.params?.grant_type === 'refresh_token' && !state.givesIdTokens) {
      delete context.body.id_token;
    }
    if (context.path === '/token' && context.body?.id_token && state.forged !== null) {
      context.body.id_token = await forge(context.body.id_token, state.forged);
    }
  });
  return provider;
}

/** @param {() => boolean} isSo of what is set */
async function until(isSo) {
  while (!isSo()) {
    await once(changes, 'change');
  }
}

/** @param {string} token @param {NonNullable<State['forged']>} how */
async function forge(token, { claims = {}, alg, isForeignKey = false }) {
  return sign(
    { ...JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()), ...claims },
    alg,
    isForeignKey,
  );
}

/** @param {Record<string, unknown>} claims @param {'none' | undefined} alg @param {boolean} isForeignKey */
function sign(claims, alg, isForeignKey) {
  const { key, jwk } = isForeignKey ? foreign : own;
  return alg === 'none'
    ? new UnsecuredJWT(claims).encode()
    : new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: jwk.kid }).sign(key);
}

/** @param {import('node:http').ServerResponse} response @param {NonNullable<State['failing']>} how */
async function fail(response, { status, headers = {}, body = {}, isOnce = false, isStuck = false }) {
  state.failing = isOnce ? null : state.failing;
  await (isStuck && once(changes, 'change'));
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const FORM = `<!doctype html><title>Provider</title><form method="post">
<label>Name <input name="login"></label><button>Sign in there</button><button name="cancel" value="yes">Cancel</button></form>`;

/** @type {Provider | undefined} */
let provider;

const server = createServer(async (request, response) => {
  const { method, url = '' } = request;
  if (url === '/test') {
    const { sign: claims, awaitsHeld, ...set } = JSON.parse(await text(request));
    Object.assign(state, set);
    changes.emit('change');
    provider ??= newProvider(issuer);
    await until(() => !awaitsHeld || state.held === '');
    response.end(claims === undefined ? '' : await sign(claims.claims, claims.alg, claims.isForeignKey));
  } else if (state.isDown || provider === undefined) {
    response.writeHead(503).end();
  } else if (url === state.failing?.path) {
    await fail(response, state.failing);
  } else if (!url.startsWith('/test/interaction/')) {
    provider.callback()(request, response);
  } else if (method === 'GET') {
    response.setHeader('content-type', 'text/html').end(FORM);
  } else {
    const form = new URLSearchParams(await text(request));
    const isCancelled = form.has('cancel');
    const accountId = form.get('login') ?? '';
    const result = isCancelled ? { error: 'access_denied' } : { login: { accountId } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
});
/** @type {string} */
let issuer;
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
});
