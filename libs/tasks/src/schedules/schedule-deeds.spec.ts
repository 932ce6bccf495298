import { expect, test } from '@jest/globals';
import { keepSchedule, schedules, serviceOf, tasksOfSchedule, TICKED } from '../../testing/schedules.js';
import { owner, storesForAll } from '../../testing/stores.js';
import type { TaskDeed } from '../deeds/deeds.js';

storesForAll();

const OPTIONS = { locale: 'en', requestId: 'deed' } as const;
const DRAFT = { name: 'audited', type: TICKED.type, cron: '0 0 * * *', timeZone: 'UTC' };

/** What a person does, by the name that the host hears. */
const DEEDS: Record<string, (service: ReturnType<typeof serviceOf>, id: string) => Promise<unknown>> = {
  'create-schedule': (service) => service.create(person(), DRAFT, OPTIONS),
  'change-schedule': (service, id) => service.change(person(), id, { name: 'other' }),
  'run-schedule': (service, id) => service.run(person(), id, OPTIONS),
  'pause-schedule': (service, id) => service.pause(person(), id),
  'resume-schedule': (service, id) => service.resume(person(), id),
  'delete-schedule': (service, id) => service.remove(person(), id),
};
const person = () => ({ id: owner, username: owner, roles: ['user'] as const });

test.each(Object.keys(DEEDS))('the host is asked before and told after: %s', async (action) => {
  const id = await keepSchedule();
  const [asked, told]: TaskDeed[][] = [[], []];
  const service = serviceOf({ authorize: (deed) => asked!.push(deed) > 0, audit: (deed) => void told!.push(deed) });
  await DEEDS[action]!(service, id);
  const deed = { identity: person(), action, type: TICKED.type, taskId: null, scheduleId: expect.any(String) };
  expect([asked, told]).toEqual([[deed], [deed]]);
  expect(asked![0]!.scheduleId === id).toBe(action !== 'create-schedule');
});

test.each(Object.keys(DEEDS))('nothing is done that the host refuses: %s', async (action) => {
  const id = await keepSchedule();
  const before = await schedules().get(id);
  const service = serviceOf({ authorize: () => false });
  await expect(DEEDS[action]!(service, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await schedules().get(id)).toEqual(before);
  expect((await schedules().list(owner, 0, 10)).total).toBe(1);
  expect(await tasksOfSchedule(id)).toEqual([]);
});
