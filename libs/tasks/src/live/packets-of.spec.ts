import { expect, test } from '@jest/globals';
import { PacketsOf } from './packets-of.js';

const message = (data: string | Buffer): { type: string; data: string | Buffer } => ({ type: 'message', data });

test.each([
  ['a message', '2/tasks,["tasks:subscribe"]', true],
  ['one that wants an answer', '2/tasks,7["tasks:subscribe"]', true],
  ['one without a body', '1/tasks', true],
  ['one with attachments', '51-/tasks,["tasks:subscribe",{"_placeholder":true,"num":0}]', true],
  ['a wish to be let in', '0/tasks,{"key":"ann"}', true],
  ['a wish to be let in elsewhere', '0/chat,{}', true],
  ['no packet at all', 'hello', true],
  ['a message to another namespace', '2/chat,["hello"]', false],
  ['a message to a namespace whose name begins like ours', '2/tasks-of-theirs,["hello"]', false],
  ['a message to the main namespace', '2["hello"]', false],
  ['attachments to another namespace', '52-/chat,["file",{"_placeholder":true,"num":0}]', false],
])('%s counts as it is for us or for others', (_what, data, isOurs) => {
  expect(new PacketsOf('/tasks').has(message(data))).toBe(isOurs);
});

test('attachments are whose the message before them was; what keeps the connection alive is ours', () => {
  const packets = new PacketsOf('/tasks');
  const bytes = message(Buffer.from('bytes'));
  expect(packets.has(message('51-/chat,["file",{"_placeholder":true,"num":0}]'))).toBe(false);
  expect([packets.has(bytes), packets.has({ type: 'pong' }), packets.has(bytes)]).toEqual([false, true, false]);
  expect(packets.has(message('51-/tasks,["tasks:subscribe",{"_placeholder":true,"num":0}]'))).toBe(true);
  expect(packets.has(bytes)).toBe(true);
});
