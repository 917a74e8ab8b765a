import Table from 'cli-table3';
import type { FileReport } from './evaluate-file.js';

/** The report for a person to read: algorithms beside each other, and which was chosen. */
export function evaluationTable(report: FileReport): string {
  const { k, algorithms, chosen, ndcgToPopularity } = report;
  const head = ['', `hit rate@${k}`, `recall@${k}`, `precision@${k}`, `nDCG@${k}`, `MAP@${k}`];
  const table = new Table({
    head: [...head, 'coverage', 'novelty', 'Gini'],
    style: { head: [], border: [] },
  });
  for (const each of algorithms) {
    const { hitRate, recall, precision, ndcg, averagePrecision, coverage, novelty, gini } = each;
    const figures = [hitRate, recall, precision, ndcg, averagePrecision, coverage, novelty, gini];
    table.push([each.name, ...figures.map((figure) => figure.toFixed(4))]);
  }
  const parameters = Object.entries(algorithms.find(({ name }) => name === chosen)?.parameters ?? {});
  const settled = parameters.map(([name, value]) => `${name} ${value}`).join(', ');
  const ratio = ndcgToPopularity === null ? 'not comparable with' : `${ndcgToPopularity.toFixed(2)} ×`;
  return [
    `${report.rows} interactions of ${report.users} users with ${report.items} items; ${report.usersEvaluated} users judged`,
    table.toString(),
    `chosen on the training part: ${chosen} (${settled}); its nDCG@${k} is ${ratio} popularity`,
  ].join('\n');
}
