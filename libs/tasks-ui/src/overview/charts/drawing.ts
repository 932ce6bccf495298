import { Injectable } from '@angular/core';

/** What a person does on a chart. */
export interface DrawingEvents {
  /** Is over a step; `null` over none. */
  readonly pointed: (step: number | null) => void;
  /** Takes a point: a step, and a value there. */
  readonly chosen: (step: number, value: number) => void;
}

/** A chart on the page, as large as its place. */
export interface Drawing {
  /** Draws what has changed. @param steps - how many there are */
  draw(option: Readonly<Record<string, unknown>>, steps: number): void;
  end(): void;
}

/** Who draws charts: loaded when the first one stands, for it is large. */
@Injectable({ providedIn: 'root' })
export class Drawings {
  async on(host: HTMLElement, events: DrawingEvents): Promise<Drawing> {
    const { drawOn } = await import('./echarts-drawing');
    return drawOn(host, events);
  }
}
