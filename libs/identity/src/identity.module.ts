import { createSecretKey } from 'node:crypto';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { IDENTITY_RESOLVER, type IdentityResolver } from '@task-queue/access';
import { DEFAULT_LOCALE } from '@task-queue/problems';
import { FirstAdministrator } from './accounts/first-administrator.js';
import { FormerProviders } from './accounts/former-providers.js';
import { UserStore } from './accounts/user-store.js';
import { UsersController } from './accounts/users.controller.js';
import { UsersService } from './accounts/users.service.js';
import { IdentityChanges } from './identity-changes.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from './identity-options.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OpenIdProvider } from './oidc/open-id-provider.js';
import { ProviderPeople } from './oidc/provider-people.js';
import { ProviderSessions } from './oidc/provider-sessions.js';
import { SingleSignOn } from './oidc/single-sign-on.js';
import { TransactionCookies } from './oidc/transaction-cookies.js';
import { Transactions } from './oidc/transactions.js';
import { IdentityRedis } from './redis/identity-redis.js';
import { SecondFactorController, UserSecondFactorController } from './second-factor/second-factor.controller.js';
import { SecondFactorStore } from './second-factor/second-factor-store.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { AuthCookies } from './sessions/auth-cookies.js';
import { AuthController } from './sessions/auth.controller.js';
import { AuthService } from './sessions/auth.service.js';
import { SessionStore } from './sessions/session-store.js';
import { SESSION_VOUCHER } from './sessions/session-voucher.js';
import { SessionsController, UserSessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';
import { LoginThrottle } from './throttle/login-throttle.js';
import { TokenStore } from './tokens/token-store.js';
import { TokensController } from './tokens/tokens.controller.js';
import { TokensService } from './tokens/tokens.service.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<IdentityModuleOptions>({
  optionsInjectionToken: IDENTITY_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras({}, (definition) => ({ ...definition, global: true }))
  .build();

/**
 * Accounts, sessions and access tokens for a Nest application that has none of its own: REST under `auth`, `users` and `tokens`, and who a call comes
 * from; with an OpenID provider, people may sign in there. It knows nothing of tasks; `AuthService.identify` is what other modules take as their identity resolver. Cookies are
 * `@fastify/cookie`'s.
 *
 * @example
 * ```ts
 * IdentityModule.forRootAsync({
 *   inject: [Settings, OwnOrigin],
 *   useFactory: (settings: Settings, pages: OwnOrigin) => ({
 *     redis: { url: settings.REDIS_URL, prefix: '{tq}' },
 *     secret: settings.SECRET,
 *     firstAdministrator: { username: 'admin' },
 *     pages,
 *   }),
 * })
 * ```
 */
@Module({
  controllers: [
    AuthController,
    OidcController,
    SecondFactorController,
    SessionsController,
    TokensController,
    UserSecondFactorController,
    UserSessionsController,
    UsersController,
  ],
  providers: [
    AuthCookies,
    AuthService,
    FirstAdministrator,
    FormerProviders,
    IdentityChanges,
    LoginThrottle,
    OpenIdProvider,
    ProviderPeople,
    ProviderSessions,
    SecondFactors,
    SecondFactorStore,
    SessionStore,
    SessionsService,
    SingleSignOn,
    TokenStore,
    TokensService,
    TransactionCookies,
    Transactions,
    UserStore,
    UsersService,
    { provide: SESSION_VOUCHER, useExisting: ProviderSessions },
    {
      provide: IdentityRedis,
      inject: [IDENTITY_OPTIONS],
      useFactory: ({ redis }: IdentityModuleOptions) => IdentityRedis.open(redis),
    },
    {
      provide: JwtService,
      inject: [IDENTITY_OPTIONS],
      useFactory: ({ secret }: IdentityModuleOptions) => {
        // A key made once: a secret given as a string is tried as a public key with every token, at ten times the cost.
        const key = createSecretKey(secret, 'utf8');
        return new JwtService({ secretOrKeyProvider: () => key });
      },
    },
    {
      provide: IDENTITY_RESOLVER,
      inject: [AuthService],
      useFactory:
        (auth: AuthService): IdentityResolver =>
        (source) =>
          auth.identify(source),
    },
    {
      provide: DEFAULT_LOCALE,
      inject: [IDENTITY_OPTIONS],
      useFactory: ({ defaultLocale }: IdentityModuleOptions) => defaultLocale,
    },
  ],
  exports: [AuthService, IdentityChanges],
})
export class IdentityModule extends ConfigurableModuleClass {}
