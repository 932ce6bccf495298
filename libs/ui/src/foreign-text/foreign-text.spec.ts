import { describe, expect, it } from '@jest/globals';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { isolated, shownText } from '@task-queue/contracts';
import { ForeignText } from './foreign-text';

@Component({ imports: [ForeignText], template: `<bdi [tqForeign]="text" [fallback]="'–'"></bdi>` })
class Host {
  text: string | null = null;
}

function shown(text: string | null): string {
  const fixture = TestBed.createComponent(Host);
  fixture.componentInstance.text = text;
  fixture.detectChanges();
  return (fixture.nativeElement as HTMLElement).querySelector('bdi')!.textContent;
}

describe('a text that somebody else wrote', () => {
  it.each([
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['\u2067تقرير\u2069 \u200F(1)\u200E', 'تقرير (1)'],
    ['a\u0000b\u001B[31m', 'a␀b␛[31m'],
    ['two\nlines', 'two\nlines'],
    ['👩\u200D💻', '👩\u200D💻'],
    ['\u200B\u2060\u3164 ', '–'],
    [null, '–'],
  ])('%j is shown as %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('within a sentence of ours keeps its direction to itself, and cannot break out', () => {
    expect(isolated('تقرير\u2069\u202Eb')).toBe('\u2068تقريرb\u2069');
    expect(isolated('月报\u202E 3')).toBe('月报 3');
    expect(shownText('\u202E')).toBe('');
  });
});
