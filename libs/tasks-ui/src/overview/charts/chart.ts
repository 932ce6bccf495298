import { BreakpointObserver } from '@angular/cdk/layout';
import {
  afterNextRender,
  Component,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import type { ChartData, ChartSteps } from './chart-data';
import { chartOption, type ChartTheme } from './chart-option';
import { Drawings, type Drawing } from './drawing';

/** A chart, drawn anew as its numbers, its room or the theme change. Beside it stands a table: it says nothing to who hears the page. */
@Component({
  selector: 'tq-chart',
  template: '',
  host: { 'aria-hidden': 'true' },
  styles: `
    :host {
      position: absolute;
      inset: 0;
      cursor: pointer;
    }
  `,
})
export class Chart {
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #drawings = inject(Drawings);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #drawing = signal<Drawing | null>(null);
  /** Which scheme of colours there is: the system's, or the page's own. */
  readonly #systemScheme = toSignal(inject(BreakpointObserver).observe('(prefers-color-scheme: dark)'));
  readonly #pageScheme = signal(0);

  readonly data = input.required<ChartData>();
  readonly steps = input.required<ChartSteps>();
  /** How a value is written. */
  readonly format = input.required<(value: number) => string>();
  /** A person is over a step; `null` over none. */
  readonly pointed = output<number | null>();
  /** A person takes a point. */
  readonly chosen = output<{ readonly step: number; readonly value: number }>();
  /** It could not be drawn. */
  readonly failed = output();

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => void this.#begin(destroyed));
    effect(() => {
      this.#systemScheme();
      this.#pageScheme();
      const [drawing, steps] = [this.#drawing(), this.steps()];
      if (drawing) {
        const option = chartOption(this.data(), steps, this.#themeNow(), this.format(), this.#language());
        drawing.draw(option, steps.atMs.length);
      }
    });
  }

  async #begin(destroyed: DestroyRef): Promise<void> {
    try {
      const drawing = await this.#drawings.on(this.#host, {
        pointed: (step) => this.pointed.emit(step),
        chosen: (step, value) => this.chosen.emit({ step, value }),
      });
      if (destroyed.destroyed) {
        drawing.end();
        return;
      }
      const schemes = new MutationObserver(() => this.#pageScheme.update((count) => count + 1));
      schemes.observe(document.documentElement, { attributeFilter: ['class', 'style'] });
      schemes.observe(document.body, { attributeFilter: ['class', 'style'] });
      destroyed.onDestroy(() => {
        schemes.disconnect();
        drawing.end();
      });
      this.#drawing.set(drawing);
    } catch {
      this.failed.emit(); // the part of the page did not come: there is the table
    }
  }

  /** A canvas knows no tokens: the browser works them out on an element. */
  #themeNow(): ChartTheme {
    const probes: HTMLElement[] = [];
    const colour = (value: string): string => {
      const probe = document.createElement('i'); // one each: a second colour may be on its way for a moment, from the first
      probe.style.color = value;
      this.#host.append(probe);
      probes.push(probe);
      return getComputedStyle(probe).color;
    };
    const theme = {
      series: [colour('var(--tq-chart-1)'), colour('var(--tq-chart-2)'), colour('var(--tq-chart-3)')],
      text: colour('var(--mat-sys-on-surface-variant)'),
      grid: colour('var(--mat-sys-outline-variant)'),
      gap: colour('var(--tq-gap)'),
      font: getComputedStyle(this.#host).fontFamily,
    };
    probes.forEach((probe) => probe.remove());
    return theme;
  }
}
