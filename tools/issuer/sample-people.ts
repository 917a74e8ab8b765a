import type { Role } from '@paymo/platform';

/** Somebody who can sign in at the local issuer. */
export interface SamplePerson {
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** The people of the local bank: anybody at this machine may be any of them, so nothing here fits a real bank. */
export const samplePeople: readonly SamplePerson[] = [
  { subject: 'ada', name: 'Ada, a customer', roles: ['customer'] },
  { subject: 'ben', name: 'Ben, a customer', roles: ['customer'] },
  { subject: 'ana', name: 'Ana, a fraud analyst', roles: ['analyst'] },
  { subject: 'amir', name: 'Amir, a fraud analyst', roles: ['analyst'] },
  { subject: 'sam', name: 'Sam, a senior analyst', roles: ['analyst', 'senior-analyst'] },
  { subject: 'dana', name: 'Dana, a data scientist', roles: ['data-scientist'] },
  { subject: 'pat', name: 'Pat, who approves models and rules', roles: ['approver'] },
  { subject: 'otto', name: 'Otto, an auditor', roles: ['auditor'] },
];

/** A sample person by their subject, or a customer of that name. */
export function personOf(subject: string): SamplePerson {
  const known = samplePeople.find((person) => person.subject === subject);
  return known ?? { subject, name: subject, roles: ['customer'] };
}
