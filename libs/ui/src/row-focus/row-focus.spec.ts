import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { RowFocus } from './row-focus';

@Component({
  imports: [RowFocus],
  template: `
    <ul [tqRowFocus]="rows()">
      @for (row of rows(); track row) {
        <li [attr.data-row]="row.key">
          {{ row.key }}
          @if (row.key !== 'bare') {
            <button>open</button><button>delete</button>
          }
        </li>
      }
    </ul>
    <input />
  `,
})
class Host {
  readonly rows = signal<readonly { readonly key: string }[]>([]);
}

let page: ComponentFixture<Host>;
beforeEach(() => {
  page = TestBed.createComponent(Host);
  show('a', 'b', 'c');
});

const rowOf = (key: string): HTMLElement => document.querySelector<HTMLElement>(`[data-row="${key}"]`)!;
const focus = (key: string): void => rowOf(key).querySelector('button')!.focus();
/** The row and the button that have the focus, or the element that has it. */
function focused(): string {
  const [at, row] = [document.activeElement!, document.activeElement!.closest<HTMLElement>('[data-row]')];
  return row === null ? at.tagName : `${row.dataset['row']!} ${at.textContent}`;
}

/** Shows rows with these keys; those that stood there before stay as they are. */
function show(...keys: string[]): void {
  const { rows } = page.componentInstance;
  rows.set(keys.map((key) => rows().find((row) => row.key === key) ?? { key }));
  page.detectChanges();
}

describe('the focus, where its row goes', () => {
  it.each([
    [['a', 'c'], 'c delete'],
    [['a'], 'a delete'],
    [['c', 'd', 'e', 'a'], 'd delete'],
    [['bare', 'bare 2'], 'bare 2 delete'],
    [['bare'], 'UL'],
    [[], 'UL'],
  ])('goes on where %j are left: %s', (left, expected) => {
    focus('b');
    show(...left);
    expect(focused()).toBe(expected);
  });

  it('goes on from its row where that stands again', () => {
    focus('a');
    page.componentInstance.rows.set(['c', 'b', 'a', 'd'].map((key) => ({ key }))); // each drawn anew
    page.detectChanges();
    expect(focused()).toBe('a delete');
  });

  it('is not taken from who has left the rows, or is elsewhere', async () => {
    focus('b');
    document.querySelector('input')!.focus();
    show('a', 'c');
    expect(focused()).toBe('INPUT');
    document.querySelector('input')!.blur();
    await page.whenStable();
    show('a');
    expect(focused()).toBe('BODY');
  });
});
