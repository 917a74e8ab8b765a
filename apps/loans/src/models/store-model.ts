import { inspectModel, ModelRefused, parseManifest } from '@paymo/inference';
import { insertEvent } from '@paymo/model-life';
import { PaymoError, type Transaction } from '@paymo/platform';
import { attributeNames } from '../decisions/applicant.js';
import { type CreditFiles, encodingOf } from '../decisions/credit-model.js';
import { insertCreditModel } from './credit-model-statements.js';
import { fairnessGate } from './fairness-gate.js';

interface VettedModel {
  readonly id: string;
  readonly facts: object;
}

/**
 * Inspects the files of a credit model in a process of their own. Attributes that lending does not know are refused, so
 * that none that is protected can come in.
 *
 * @throws PaymoError `model.refused` with reason and remedy
 */
export async function vetFiles(files: CreditFiles): Promise<VettedModel> {
  const { id, names, columns } = read(files);
  const foreign = columns.filter((column) => !attributeNames.has(column));
  if (foreign.length > 0)
    throw refused(
      `manifest.json: encoding: lending knows no ${foreign.join(', ')}`,
      `It knows ${[...attributeNames].join(', ')}.`,
    );
  const inspection = await inspectModel(files.onnx, {
    manifest: { text: files.manifest, path: 'manifest.json' },
    golden: { text: files.golden, path: 'golden.jsonl' },
    features: { version: 1, names },
  });
  if (inspection.outcome === 'accepted') return { id, facts: inspection.facts };
  const { reason, remedy } = inspection.refusal;
  throw refused(reason, remedy);
}

/** Keeps a model, without a role, and who pushed it; one that is there stays. */
export async function storeModel(
  transaction: Transaction,
  model: VettedModel & { readonly files: CreditFiles; readonly actor: string },
): Promise<void> {
  const { id, facts, files, actor } = model;
  const now = new Date();
  const parts = [files.manifest, files.onnx.toString('base64'), files.golden, files.fairness];
  const inserted = await transaction.query(insertCreditModel, [
    id,
    ...parts,
    JSON.stringify(facts),
    actor,
    now,
  ]);
  if (inserted.length > 0) transaction.write(insertEvent, [now, id, 'pushed', actor, '{}']);
}

function read(files: CreditFiles): { id: string; names: string[]; columns: string[] } {
  try {
    const { name, version } = parseManifest(files.manifest, 'manifest.json');
    const encoding = encodingOf(files.manifest);
    fairnessGate(files.fairness);
    const columns = encoding.map(({ column }) => column);
    return { id: `${name}/${version}`, names: encoding.map((input) => input.name), columns };
  } catch (error) {
    if (error instanceof ModelRefused) throw refused(error.refusal.reason, error.refusal.remedy);
    const why = error instanceof Error ? error.message : String(error);
    throw refused(`encoding or fairness report: ${why}`, 'paymo train --task credit writes both.');
  }
}

function refused(reason: string, remedy: string): PaymoError {
  return new PaymoError('model.refused', `${reason}. ${remedy}`, { members: { remedy } });
}
