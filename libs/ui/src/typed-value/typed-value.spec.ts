import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { TYPING_PAUSE_MS, TypedValue } from './typed-value';

@Component({
  imports: [TypedValue],
  template:
    '<input [tqTypedValue]="value()" [read]="read" (settled)="said.push($event)" (taken)="taken.push($event)" />',
})
class Host {
  readonly value = signal('');
  readonly said: string[] = [];
  readonly taken: string[] = [];
  readonly read = (text: string): string => text.trim();
}

let fixture: ComponentFixture<Host>;
let field: HTMLInputElement;

beforeEach(() => {
  jest.useFakeTimers();
  fixture = TestBed.createComponent(Host);
  fixture.detectChanges();
  field = (fixture.nativeElement as HTMLElement).querySelector('input')!;
});
afterEach(() => {
  jest.useRealTimers();
});

const said = (): readonly string[] => fixture.componentInstance.said;
const pause = (): void => {
  jest.advanceTimersByTime(TYPING_PAUSE_MS);
};

/** The text in the field is this now. */
function type(text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent('input'));
}

/** Whoever listens has this as the value now. */
function come(value: string): void {
  fixture.componentInstance.value.set(value);
  fixture.detectChanges();
}

describe('a field that acts while one types', () => {
  it('says what was typed when the typing pauses, once', () => {
    type('mon');
    jest.advanceTimersByTime(TYPING_PAUSE_MS - 1);
    type('month');
    expect(said()).toEqual([]);
    pause();
    pause();
    expect(said()).toEqual(['month']);
  });

  it('keeps the blank at the end when what it said comes back', () => {
    type('monthly ');
    pause();
    come('monthly');
    expect(field.value).toBe('monthly ');
    type('monthly report');
    pause();
    expect(said()).toEqual(['monthly', 'monthly report']);
  });

  it('keeps what was typed meanwhile when older words of its own come back late', () => {
    type('a');
    pause();
    type('ab');
    pause();
    come('a');
    expect(field.value).toBe('ab');
    come('ab');
    expect(field.value).toBe('ab');
  });

  it('takes over a value from elsewhere, and one that it said long ago, and forgets what it had not said', () => {
    type('a');
    pause();
    come('a');
    type('ab');
    pause();
    come('ab');
    type('abc');
    come('a'); // back
    expect(field.value).toBe('a');
    pause();
    come('ab'); // forward
    expect(field.value).toBe('ab');
    expect(said()).toEqual(['a', 'ab']);
  });

  it('tells of a value from elsewhere, and not of its own', () => {
    type('a');
    pause();
    come('a');
    come('b');
    expect(fixture.componentInstance.taken).toEqual(['', 'b']); // the first is what it began with
  });

  it('acts at once on Enter and when one leaves it', () => {
    type('a');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(said()).toEqual(['a']);
    come('a');
    type('ab');
    field.dispatchEvent(new FocusEvent('blur'));
    expect(said()).toEqual(['a', 'ab']);
  });

  it('waits for an input method to end, whose Enter is its own, and lets nothing write into it', () => {
    type('导出 ');
    field.dispatchEvent(new CompositionEvent('compositionstart'));
    type("导出 dao'chu");
    pause();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true }));
    come('elsewhere');
    expect(field.value).toBe("导出 dao'chu");
    expect(said()).toEqual([]);
    type('导出 导出');
    field.dispatchEvent(new CompositionEvent('compositionend'));
    pause();
    expect(said()).toEqual(['导出 导出']);
  });

  it('waits while what stands in it is no value yet, as half a date is', () => {
    Object.defineProperty(field, 'validity', { value: { badInput: true } }); // jsdom takes half a date for nothing
    type('');
    pause();
    expect(said()).toEqual([]);
  });
});
