import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import { evaluateFile, type FileReport } from './evaluate-file.js';
import { describeFile, type InteractionColumns } from './interaction-file.js';

/** Each evaluation settles parameters on grids, on a machine that may be busy. */
jest.setTimeout(30_000);

const names = { user: 'who', item: 'what', time: 'when' };

async function evaluated(
  content: string | Buffer,
  columns: InteractionColumns = names,
  {
    delimiter,
    name = 'x.csv',
    minRating = null,
    drawnBy,
  }: { delimiter?: string; name?: string; minRating?: number | null; drawnBy?: number } = {},
): Promise<FileReport> {
  const path = join(await mkdtemp(join(tmpdir(), 'interactions-')), name);
  await writeFile(path, content);
  const file = await describeFile(path, columns, delimiter);
  const options = { k: 10, seed: 1, usersMax: 1000, includeSeen: false };
  return evaluateFile(file, { trainShare: 0.8, drawnBy, minRating }, options);
}

/**
 * Users of four tastes, each with 60 items of its own, who now and then meet what all do; and what is told of the rows
 * after each user's first 80 %.
 */
function tastes(lastItems: (user: number, item: string) => string = (_, item) => item): string {
  const lines = ['who,what,when'];
  for (let user = 0; user < 120; user += 1) {
    for (let step = 0; step < 20; step += 1) {
      const own = `t${user % 4}-${(user * 7 + step * [1, 7, 11, 13, 17][user % 5]!) % 60}`;
      const item = step % 4 === 0 ? `common-${(user + step) % 23}` : own;
      lines.push(
        `u${user},${step < 16 ? item : lastItems(user, item)},${1_700_000_000 + 86_400 * step + user}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

describe('an evaluation', () => {
  it('finds tastes that popularity does not know, and far more than chance', async () => {
    const { algorithms, ndcgToPopularity, chosen, usersEvaluated } = await evaluated(tastes());
    const of = (name: string): number => algorithms.find((each) => each.name === name)!.ndcg;
    expect(usersEvaluated).toBe(120);
    expect(ndcgToPopularity).toBeGreaterThan(1.7);
    expect(of(chosen)).toBeGreaterThan(2 * of('random'));
  });

  it('is the same for the same file and seed', async () => {
    const [first, second] = [await evaluated(tastes()), await evaluated(tastes())];
    expect({ ...first, file: '' }).toEqual({ ...second, file: '' });
  });

  it('learns nothing from the test part: other items there change no parameter, no list and no choice', async () => {
    const [truth, other] = [await evaluated(tastes()), await evaluated(tastes((user) => `zz-${user % 9}`))];
    const learnt = ({ algorithms, chosen }: FileReport): unknown => ({
      chosen,
      // Chance draws from the training part too; coverage, novelty and Gini say which items were recommended.
      algorithms: algorithms.map(({ name, parameters, coverage, novelty, gini }) => ({
        name,
        parameters,
        coverage,
        novelty,
        gini,
      })),
    });
    expect(learnt(other)).toEqual(learnt(truth));
    expect(other.algorithms.every(({ ndcg }) => ndcg === 0)).toBe(true);
  });

  it('keeps to the share of each user, the earliest rows first, at least one', async () => {
    const { rows, trainRows, testRows } = await evaluated(
      'who,what,when\na,1,5\na,2,4\na,3,3\na,4,2\na,5,1\nb,1,1\n',
    );
    expect([rows, trainRows, testRows]).toEqual([6, 5, 1]);
  });

  it('draws the share of each user by the seed, whatever the times, where that is asked for', async () => {
    const [once, again, other] = [
      await evaluated(tastes(), names, { drawnBy: 1 }),
      await evaluated(tastes(), names, { drawnBy: 1 }),
      await evaluated(tastes(), names, { drawnBy: 2 }),
    ];
    const found = ({ algorithms }: FileReport): number[] => algorithms.map(({ ndcg }) => ndcg);
    expect([once.split, once.trainRows]).toEqual(['stratified:0.8', 120 * 16]);
    expect(found(again)).toEqual(found(once));
    expect(found(other)).not.toEqual(found(once));
    expect(once.ndcgToPopularity).toBeGreaterThan(1.7);
  });

  it('leaves out rows of a lower rating', async () => {
    const columns = { ...names, rating: 'stars' };
    const csv = 'who,what,when,stars\na,1,1,5\na,2,2,3.5\na,3,3,4\n';
    expect((await evaluated(csv, columns, { minRating: 4 })).rows).toBe(2);
  });
});

describe('a file of interactions', () => {
  const rows = [
    ['a', '1', '881250949'],
    ['a', '2', '881250950'],
  ];
  const forms: [name: string, content: string | Buffer, columns: InteractionColumns, file: string][] = [
    [
      'without a header, its columns numbered',
      rows.map((row) => row.join('\t')).join('\n'),
      { user: '1', item: '2', time: '3' },
      'u.data',
    ],
    [
      'with columns between double colons',
      rows.map((row) => row.join('::')).join('\n'),
      { user: '1', item: '2', time: '3' },
      'u.data',
    ],
    ['with a header and quotes', 'what,"who",when\n1,"Smith, A",2026-01-01T00:00:00Z\n', names, 'x.csv'],
    ['compressed', gzipSync('who,what,when\na,1,2026-01-01\na,2,1767225600000\n'), names, 'x.csv.gz'],
    ['of Windows, with a byte-order mark', '\ufeffwho;what;when\r\na;1;1\r\n', names, 'x.csv'],
  ];
  it.each(forms)('%s is read', async (_name, content, columns, name) => {
    const report = await evaluated(content, columns, { name });
    expect(report.rows).toBeGreaterThan(0);
  });

  it('has times of any zone, and of seconds and milliseconds alike', async () => {
    // Only by its zone is the third row the latest.
    const times = [
      '2026-01-01T10:00:00Z',
      '1767261600',
      '2026-01-01T10:00:00-05:00',
      '1767261601000',
      '2026-01-01',
    ];
    const csv = times.map((time, index) => `a,${index},${time}`);
    const report = await evaluated(`who,what,when\n${csv.join('\n')}\nb,2,1\nb,0,2\n`);
    expect(report.usersEvaluated).toBe(2);
    expect(report.algorithms.find(({ name }) => name === 'popularity')?.hitRate).toBe(1);
  });

  const faults: [csv: string, says: string][] = [
    ['who,item,when\na,1,1\n', 'no column named what; the file has who, item, when'],
    [
      'who,what,when\na,1,1\nb,2,soon\nb,2,late\n',
      'line 3, time "soon" is not a time: RFC 3339 or a number (2 such rows)',
    ],
    ['who,what,when\n,1,1\n', 'line 2, user "" is not a name'],
    ['who,what,when\na,1\n', 'Expected Number of Columns: 3 Found: 2'],
    ['who,what,when\n', 'no interactions to learn from'],
    ['', 'is empty'],
  ];
  it.each(faults)('%j is refused with its fault', async (csv, says) => {
    await expect(evaluated(csv)).rejects.toThrow(says);
  });

  it('that is not there is refused', async () => {
    await expect(describeFile('nowhere.csv', names)).rejects.toThrow('ENOENT');
  });
});
