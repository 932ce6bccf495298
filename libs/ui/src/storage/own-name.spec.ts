import { afterEach, describe, expect, it } from '@jest/globals';
import { ownName } from './own-name';
import { readStored, writeStored } from './stored';

function serveFrom(href: string): void {
  document.head.innerHTML = `<base href="${href}" />`;
}

afterEach(() => {
  document.head.innerHTML = '';
  localStorage.clear();
});

describe('what a browser keeps by origin', () => {
  it('has its plain name at the root, and without a base', () => {
    expect(ownName('task-queue.session')).toBe('task-queue.session');
    serveFrom('/');
    expect(ownName('task-queue.session')).toBe('task-queue.session');
  });

  it.each(['/tools/tasks/', 'http://tasks.example/tools/tasks/'])('has its place in its name below %s', (href) => {
    serveFrom(href);
    expect(ownName('task-queue.session')).toBe('task-queue.session@/tools/tasks/');
  });

  it('is apart for two installations on one host', () => {
    serveFrom('/tools/tasks/');
    writeStored('task-queue.signed-in', 'yes');
    serveFrom('/stage/tasks/');
    expect(readStored('task-queue.signed-in')).toBeNull();
    serveFrom('/tools/tasks/');
    expect(readStored('task-queue.signed-in')).toBe('yes');
  });
});
