import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { SECRET_MASK } from '@task-queue/contracts';
import { translated } from '../../testing/translated';
import { JsonTree } from './json-tree';

let fixture: ComponentFixture<JsonTree>;

const items = (): HTMLElement[] => [
  ...(fixture.nativeElement as HTMLElement).querySelectorAll<HTMLElement>('[role=treeitem]'),
];
const texts = (): string[] => items().map((item) => item.textContent.trim());

async function show(value: unknown): Promise<void> {
  fixture.componentRef.setInput('value', value);
  fixture.componentRef.setInput('label', '结果');
  await fixture.whenStable();
}

async function press(key: string): Promise<void> {
  const focused = items().find((item) => item === document.activeElement);
  focused?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await fixture.whenStable();
}

beforeEach(() => {
  TestBed.configureTestingModule({ imports: [translated()] });
  fixture = TestBed.createComponent(JsonTree);
  document.body.append(fixture.nativeElement as HTMLElement);
});

describe('the JSON tree', () => {
  it('shows markup as text', async () => {
    await show({ '<b>key</b>': '<img src=x onerror=alert(1)>' });
    expect(texts()).toEqual(['<b>key</b>: "<img src=x onerror=alert(1)>"']);
    expect((fixture.nativeElement as HTMLElement).querySelectorAll('b, img')).toHaveLength(0);
  });

  it('says in words that a secret is there and not shown', async () => {
    await show({ password: SECRET_MASK });
    expect(texts()).toEqual([`password: ${SECRET_MASK}密文，不显示`]);
    expect(items()[0]!.querySelector('[aria-hidden=true]:not(.twisty)')?.textContent).toBe(SECRET_MASK);
  });

  it('is walked, folded and unfolded by the arrow keys, and has one stop of the Tab key', async () => {
    await show({ a: { b: 1 }, c: 2 });
    expect(items().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    items()[0]!.focus();
    await press('ArrowLeft');
    expect(texts()).toEqual(['a: { b }', 'c: 2']);
    expect(items()[0]!.getAttribute('aria-expanded')).toBe('false');
    await press('ArrowRight');
    await press('ArrowRight');
    expect(document.activeElement?.textContent.trim()).toBe('b: 1');
    await press('End');
    expect(document.activeElement?.textContent.trim()).toBe('c: 2');
    await press('ArrowUp');
    await press('ArrowLeft');
    expect(document.activeElement?.textContent.trim()).toBe('a: { b }');
    expect(items().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
  });

  it('stays as it was folded when a newer value comes', async () => {
    await show({ a: { b: 1 } });
    items()[0]!.click();
    await fixture.whenStable();
    await show({ a: { b: 2 }, c: 3 });
    expect(texts()).toEqual(['a: { b }', 'c: 3']);
  });

  it('says to screen readers where a row stands', async () => {
    await show({ list: ['x', 'y'] });
    const last = items().at(-1)!;
    expect(['aria-level', 'aria-posinset', 'aria-setsize'].map((name) => last.getAttribute(name))).toEqual([
      '2',
      '2',
      '2',
    ]);
  });
});
