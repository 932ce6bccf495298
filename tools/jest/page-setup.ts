// eslint-disable-next-line @nx/enforce-module-boundaries -- runs in the page's tests alone
import { TestBed } from '@angular/core/testing';
import { setupZonelessTestEnv } from 'jest-preset-angular/setup-env/zoneless';

// Angular stays from one file to the next, and by itself hooks on to the first one alone.
afterEach(() => TestBed.resetTestingModule());
TestBed.resetTestEnvironment();
setupZonelessTestEnv({ errorOnUnknownElements: true, errorOnUnknownProperties: true });
