import { expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { ownAddress } from './own-address';

const led = (returnTo: unknown): string => ownAddress(returnTo, TestBed.inject(Router)).toString();

it('where one was is within this application, with its query and fragment', () => {
  expect(led('/system/tasks?status=failed#here')).toBe('/system/tasks?status=failed#here');
});

it('a blank is none of the slashes that lead elsewhere', () => {
  expect(led('/\t/evil.example')).toBe('/%09/evil.example');
});

it.each([
  'http://evil.example',
  'http://here:99999',
  '//evil.example/system',
  '/\\evil.example',
  'javascript:alert(1)',
  'system/tasks',
  '',
  null,
  undefined,
  ['/a', '/b'],
])('%p leads to the start', (returnTo) => {
  expect(led(returnTo)).toBe('/');
});

it.each(['/login', '/login?returnTo=/login', '/login#x', '/login/again'])('%s would lead nowhere', (returnTo) => {
  expect(led(returnTo)).toBe('/');
});

it('a page that only begins like the login is one', () => {
  expect(led('/logins')).toBe('/logins');
});
