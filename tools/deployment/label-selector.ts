import type { Selector } from './kubernetes-object.js';

/** The rule by which Kubernetes selects pods; an empty selector selects them all. */
export function selects(by: Selector, podLabels: Readonly<Record<string, string>>): boolean {
  const hasLabels = Object.entries(by.matchLabels).every(([key, value]) => podLabels[key] === value);
  return (
    hasLabels &&
    by.matchExpressions.every((expression) => {
      const value = podLabels[expression.key];
      switch (expression.operator) {
        case 'In':
          return value !== undefined && expression.values.includes(value);
        case 'NotIn':
          return value === undefined || !expression.values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
      }
    })
  );
}
