import { dayMs, wakingMoment } from '../calendar.js';
import { roundSum } from '../money.js';
import type { Typology } from './scene.js';

/**
 * Mule network. The bank's own customers pass stolen money on.
 *
 * 1. Three to eight victims at other banks pay mules of one ring within two days: some hundreds each, from
 *    accounts that never paid them before.
 * 2. Each mule keeps a commission and sends the rest on within hours ({@link forward}), so that its account takes
 *    in from many and empties again.
 */
export const muleNetwork: Typology = {
  name: 'mule-network',
  expectedPayments: 12,
  lastsDays: 3,
  start: (scene, campaign) => {
    const { random, bank, day, underworld, plan } = scene;
    for (let left = random.whole(3, 8); left > 0; left -= 1) {
      plan({
        atMs: wakingMoment(random, day.startMs, 0) + Math.round(random.between(0, 1.5) * dayMs),
        payer: bank.names.outside('X'),
        ...underworld.muleDestination(scene),
        type: 'transfer',
        amountMinor: roundSum(random.logNormal(50_000, 0.8)),
        origin: null,
        fraud: scene.openCase(campaign),
      });
    }
  },
};
