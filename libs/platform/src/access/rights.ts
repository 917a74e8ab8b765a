/** Who may call: a customer of the bank, its staff by their work, or a machine of the bank. */
export const roles = [
  'customer',
  'analyst',
  'senior-analyst',
  'data-scientist',
  'approver',
  'auditor',
  'service',
] as const;
export type Role = (typeof roles)[number];

/** Whose things a right reaches: the caller's own, or everybody's. */
export type Reach = 'own' | 'any';

const staffWhoRead = {
  analyst: 'any',
  'senior-analyst': 'any',
  'data-scientist': 'any',
  approver: 'any',
  auditor: 'any',
} as const;

/**
 * Every right that a route can ask for, and the roles that have it. A role that a right does not name does not
 * have it; a route that names no right does not start.
 */
export const rights = {
  'accounts.open': { customer: 'own', service: 'any' },
  'accounts.read': {
    customer: 'own',
    analyst: 'any',
    'senior-analyst': 'any',
    auditor: 'any',
    service: 'any',
  },
  'accounts.control': { customer: 'own', service: 'any' },
  'accounts.close': { customer: 'own', service: 'any' },
  'payments.create': { customer: 'own', service: 'any' },
  'payments.cancel': { customer: 'own', service: 'any' },
  'payments.refund': { customer: 'own', service: 'any' },
  'payments.read': {
    customer: 'own',
    analyst: 'any',
    'senior-analyst': 'any',
    auditor: 'any',
    service: 'any',
  },
  'claims.make': { customer: 'own' },
  'claims.read': { customer: 'own', analyst: 'any', 'senior-analyst': 'any', auditor: 'any' },
  'claims.list': { analyst: 'any', 'senior-analyst': 'any', auditor: 'any' },
  'claims.judge': { analyst: 'any', 'senior-analyst': 'any' },
  'human_reviews.ask': { customer: 'own' },
  'human_reviews.read': { customer: 'own', analyst: 'any', 'senior-analyst': 'any', auditor: 'any' },
  'human_reviews.list': { analyst: 'any', 'senior-analyst': 'any', auditor: 'any' },
  'human_reviews.judge': { analyst: 'any', 'senior-analyst': 'any' },
  'standing_orders.manage': { customer: 'own' },
  'contacts.manage': { customer: 'own' },
  'contacts.find': { customer: 'own' },
  'discovery.verify': { service: 'any' },
  'device_keys.manage': { customer: 'own', service: 'any' },
  'trusted_payees.manage': { customer: 'own' },
  'payees.check': { customer: 'own' },
  'requests.manage': { customer: 'own' },
  'events.read': { customer: 'own' },
  'webhooks.manage': { customer: 'own' },

  'cases.read': { analyst: 'any', 'senior-analyst': 'any', auditor: 'any' },
  'cases.judge': { analyst: 'any', 'senior-analyst': 'any' },
  'queue.read': { analyst: 'any', 'senior-analyst': 'any', auditor: 'any' },

  'statistics.read': staffWhoRead,
  'decisions.read': staffWhoRead,
  'models.read': { ...staffWhoRead, service: 'any' },
  'models.infer': { 'data-scientist': 'any', service: 'any' },
  'models.push': { 'data-scientist': 'any' },
  'models.move': { 'data-scientist': 'any', approver: 'any' },
  'features.export': { 'data-scientist': 'any' },
  'labels.import': { 'data-scientist': 'any', 'senior-analyst': 'any', service: 'any' },
  'rules.read': staffWhoRead,
  'rules.write': { 'senior-analyst': 'any', 'data-scientist': 'any' },
  'rules.review': { 'senior-analyst': 'any', 'data-scientist': 'any', approver: 'any' },
  'recommendations.read': { customer: 'own', ...staffWhoRead, service: 'any' },
  'recommendations.react': { customer: 'own', service: 'any' },
  'recommendations.know': { service: 'any', 'senior-analyst': 'any' },
  'recommendations.look': staffWhoRead,
  'recommendations.inspect': { ...staffWhoRead, service: 'any' },
  'recommendations.manage': { 'data-scientist': 'any', service: 'any' },
  'loans.apply': { customer: 'own', service: 'any' },
  'loans.use': { customer: 'own', service: 'any' },
  'loans.read': { customer: 'own', analyst: 'any', 'senior-analyst': 'any', auditor: 'any', service: 'any' },
  'loans.care': { analyst: 'any', 'senior-analyst': 'any' },
  'loans.complain': { customer: 'own', analyst: 'any', 'senior-analyst': 'any' },
  'loans.inspect': staffWhoRead,
  'loans.judge': { analyst: 'any', 'senior-analyst': 'any' },
  'loans.collect': { 'senior-analyst': 'any', service: 'any' },
  'lists.read': staffWhoRead,
  'lists.write': { analyst: 'any', 'senior-analyst': 'any', 'data-scientist': 'any' },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>;
export type Right = keyof typeof rights;

/** Rights to read what is personal to customers: their use by the staff is kept in the audit log, like every change. */
export const personalReads: ReadonlySet<Right> = new Set([
  'accounts.read',
  'payments.read',
  'claims.read',
  'claims.list',
  'human_reviews.read',
  'human_reviews.list',
  'cases.read',
  'decisions.read',
  'features.export',
  'recommendations.look',
  'loans.read',
  'loans.inspect',
]);

/** How far a right reaches for somebody of these roles; undefined when they do not have it. */
export function reachOf(right: Right, held: readonly Role[]): Reach | undefined {
  const byRole: Partial<Record<Role, Reach>> = rights[right];
  const reaches = held.flatMap((role) => byRole[role] ?? []);
  return reaches.includes('any') ? 'any' : reaches[0];
}
