import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findKubectl } from './kubectl.js';
import { kubernetesObject, type KubernetesObject } from './kubernetes-object.js';
import { runChecked } from './run-command.js';
import { repositoryRoot } from './tool-cache.js';

export const overlayNames = ['local', 'production'] as const;
export type OverlayName = (typeof overlayNames)[number];

export interface Rendering {
  readonly yaml: string;
  readonly objects: readonly KubernetesObject[];
}

/** Renders each overlay of k8s/ as `kubectl apply -k` would send it. */
export async function renderOverlays(): Promise<Record<OverlayName, Rendering>> {
  const render = (name: OverlayName): Promise<Rendering> =>
    renderFolder(path.join(repositoryRoot, 'k8s/overlays', name));
  const [local, production] = await Promise.all([render('local'), render('production')]);
  return { local, production };
}

export async function renderFolder(folder: string): Promise<Rendering> {
  const yaml = await runChecked(await findKubectl(), ['kustomize', folder]);
  return { yaml, objects: parseObjects(yaml) };
}

export function parseObjects(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => {
    if (document.errors.length > 0) throw new Error(document.errors.map(String).join('\n'));
    return kubernetesObject.parse(document.toJS());
  });
}
