import { useComputedColorScheme } from '@mantine/core';
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, GridComponent, LegendComponent, AriaComponent, SVGRenderer]);

interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

interface ChartProps {
  /** What a reader who does not see it is told; the table beside it has the figures. */
  readonly name: string;
  readonly categories: readonly string[];
  readonly series: readonly Series[];
}

/** Bars on top of each other by category. */
export function Chart({ name, categories, series }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current, scheme === 'dark' ? 'dark' : null, { renderer: 'svg' });
    chart.setOption({
      animation: false,
      backgroundColor: 'transparent',
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      legend: { top: 0 },
      grid: { left: 40, right: 10, top: 34, bottom: 26 },
      xAxis: { type: 'category', data: [...categories] },
      yAxis: { type: 'value', minInterval: 1 },
      series: series.map(({ name: seriesName, values }) => ({
        type: 'bar',
        name: seriesName,
        stack: 'all',
        barMaxWidth: 48,
        data: [...values],
      })),
    });
    return () => {
      chart.dispose();
    };
  }, [categories, series, scheme]);
  return <div ref={place} className="chart" role="img" aria-label={name} />;
}
