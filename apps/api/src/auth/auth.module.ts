import { createSecretKey } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { jwtSecret } from '../settings/jwt-secret.js';
import { Settings } from '../settings/settings.js';
import { UserStore } from '../users/user-store.js';
import { UsersController } from '../users/users.controller.js';
import { UsersService } from '../users/users.service.js';
import { OwnOrigin } from '../web/own-origin.js';
import { AuthCookies } from './auth-cookies.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { FirstAdministrator } from './first-administrator.js';
import { IdentityChanges } from './identity-changes.js';
import { LoginThrottle } from './login-throttle.js';
import { SessionStore } from './session-store.js';

/** Accounts and sessions of the host application. */
@Global()
@Module({
  imports: [
    JwtModule.registerAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => {
        // A key made once: a secret given as a string is tried as a public key with every token, at ten times the cost.
        const key = createSecretKey(jwtSecret(settings), 'utf8');
        return { secretOrKeyProvider: () => key };
      },
    }),
  ],
  controllers: [AuthController, UsersController],
  providers: [
    AuthCookies,
    AuthService,
    SessionStore,
    LoginThrottle,
    UserStore,
    UsersService,
    FirstAdministrator,
    IdentityChanges,
    OwnOrigin,
  ],
  exports: [AuthService, IdentityChanges, OwnOrigin],
})
export class AuthModule {}
