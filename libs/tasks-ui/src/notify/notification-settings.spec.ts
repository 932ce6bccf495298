import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { NotificationSettings } from './notification-settings';

const KEY = 'task-queue.notifications';

beforeEach(() => localStorage.clear());

describe('what a person wants to be notified of', () => {
  it('is everything at first, and what they chose after a reload', () => {
    const settings = TestBed.inject(NotificationSettings);
    expect([settings.isOn('completed'), settings.isOn('failed')]).toEqual([true, true]);
    settings.turn('completed', false);
    settings.remember('asked');

    TestBed.resetTestingModule();
    const later = TestBed.inject(NotificationSettings);
    expect([later.isOn('completed'), later.isOn('failed'), later.wasSaid('asked')]).toEqual([false, true, true]);
    later.turn('completed', true);
    expect(later.isOn('completed')).toBe(true);
  });

  it.each(['not JSON', '7', 'null', '{"off":"completed","said":{}}', '{"off":[1,null]}'])(
    'is everything where the storage holds %s',
    (garbage) => {
      localStorage.setItem(KEY, garbage);
      const settings = TestBed.inject(NotificationSettings);
      expect([settings.isOn('completed'), settings.isOn('failed'), settings.wasSaid('asked')]).toEqual([
        true,
        true,
        false,
      ]);
    },
  );

  it('follows what is chosen in another tab', () => {
    const settings = TestBed.inject(NotificationSettings);
    localStorage.setItem(KEY, '{"off":["failed"],"said":[]}');
    dispatchEvent(new StorageEvent('storage', { key: KEY }));
    expect(settings.isOn('failed')).toBe(false);
  });
});
