import { BarChart, LineChart } from 'echarts/charts';
import { AxisPointerComponent, GridComponent, MarkAreaComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Drawing, DrawingEvents } from './drawing';

use([AxisPointerComponent, BarChart, CanvasRenderer, GridComponent, LineChart, MarkAreaComponent]);

/** Draws with ECharts, which is loaded with this file alone. */
export function drawOn(host: HTMLElement, { pointed, chosen }: DrawingEvents): Drawing {
  const chart = init(host, null, { renderer: 'canvas' });
  const sizes = new ResizeObserver(() => chart.resize());
  sizes.observe(host);
  let steps = 0;
  const pointAt = (x: number, y: number): readonly [step: number, value: number] | null => {
    const [step, value]: readonly unknown[] = chart.convertFromPixel({ gridIndex: 0 }, [x, y]) ?? [];
    return typeof step === 'number' && step >= 0 && step < steps && typeof value === 'number' ? [step, value] : null;
  };
  const zr = chart.getZr();
  zr.on('mousemove', ({ offsetX, offsetY }) => pointed(pointAt(offsetX, offsetY)?.[0] ?? null));
  zr.on('globalout', () => pointed(null));
  zr.on('click', ({ offsetX, offsetY }) => {
    const point = pointAt(offsetX, offsetY);
    if (point !== null) {
      chosen(...point);
    }
  });
  return {
    draw: (option, count) => {
      steps = count;
      chart.setOption(option, { lazyUpdate: true });
    },
    end: () => {
      sizes.disconnect();
      chart.dispose();
    },
  };
}
