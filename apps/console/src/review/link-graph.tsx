import { useComputedColorScheme } from '@mantine/core';
import { GraphChart } from 'echarts/charts';
import { LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { shortId } from './format.js';
import type { LinkEdge, LinkGraph, LinkNode } from './link-graph-of.js';

use([GraphChart, LegendComponent, TooltipComponent, SVGRenderer]);

const kinds = [
  { kind: 'account', symbol: 'circle' },
  { kind: 'device', symbol: 'roundRect' },
  { kind: 'address', symbol: 'diamond' },
] as const;
const colours = { rejected: '#e03131', own: '#4c6ef5', other: '#868e96' };

/** Who paid whom from where; the table below it has the figures. */
export default function LinkGraphView({ graph }: { readonly graph: LinkGraph }) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current, scheme === 'dark' ? 'dark' : null, { renderer: 'svg' });
    chart.setOption({
      animation: false,
      backgroundColor: 'transparent',
      tooltip: {},
      legend: [{ top: 0, data: kinds.map(({ kind }) => kind), itemWidth: 12 }],
      series: [
        {
          type: 'graph',
          layout: 'force',
          top: 40,
          roam: true,
          force: { layoutAnimation: false, repulsion: 90, edgeLength: 55 },
          edgeSymbol: ['none', 'arrow'],
          edgeSymbolSize: 6,
          categories: kinds.map(({ kind, symbol }) => ({ name: kind, symbol })),
          label: { show: true, position: 'bottom', fontSize: 10 },
          data: graph.nodes.map(nodeOption),
          links: graph.edges.map(edgeOption),
        },
      ],
    });
    return () => {
      chart.dispose();
    };
  }, [graph, scheme]);
  return (
    <div
      ref={place}
      className="link-graph"
      role="img"
      aria-label={`${graph.nodes.length} accounts, devices and addresses, and the held payments between them`}
    />
  );
}

function nodeOption({ id, kind, isOwn, rejected, cases }: LinkNode) {
  const colour = isOwn ? colours.own : colours.other;
  return {
    id,
    name: kind === 'address' ? id : shortId(id),
    category: kinds.findIndex((each) => each.kind === kind),
    symbolSize: Math.min(28, 12 + 2 * cases),
    itemStyle: {
      color: rejected > 0 ? colours.rejected : colour,
      ...(isOwn && { borderWidth: 2, borderColor: colours.own }),
    },
  };
}

function edgeOption({ from, to, rejected, open, cases }: LinkEdge) {
  return {
    source: from,
    target: to,
    value: cases,
    lineStyle: {
      color: rejected > 0 ? colours.rejected : colours.other,
      type: open > 0 ? ('dashed' as const) : ('solid' as const),
      width: Math.min(4, 1 + cases / 2),
    },
  };
}
