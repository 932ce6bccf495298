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
  const stepAt = (x: number, y: number): number | null => {
    const step: unknown = chart.convertFromPixel({ gridIndex: 0 }, [x, y])?.[0];
    return typeof step === 'number' && step >= 0 && step < steps ? step : null;
  };
  const zr = chart.getZr();
  zr.on('mousemove', ({ offsetX, offsetY }) => pointed(stepAt(offsetX, offsetY)));
  zr.on('globalout', () => pointed(null));
  zr.on('click', ({ offsetX, offsetY }) => {
    const step = stepAt(offsetX, offsetY);
    if (step !== null) {
      chosen(step);
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
