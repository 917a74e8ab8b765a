import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import type { Role } from './rights.js';
import { reachOf, type Right } from './rights.js';
import { staffActOf } from './staff-audit.js';

const isKept = (roles: Role[], right: Right, method = 'POST'): boolean => {
  const reach = reachOf(right, roles) ?? 'own';
  const request = { method, url: '/some/path', id: 'r', body: {} } as FastifyRequest;
  return staffActOf({ subject: 'ana', roles, reach }, right, request) !== undefined;
};

describe('what the staff does', () => {
  it('is kept, also of those who are customers too', () => {
    expect(isKept(['analyst'], 'claims.judge')).toBe(true);
    expect(isKept(['customer', 'analyst'], 'claims.judge')).toBe(true);
    expect(isKept(['customer', 'analyst'], 'cases.read', 'GET')).toBe(true);
  });

  it('is told from what customers do with what is theirs, and from machines', () => {
    expect(isKept(['customer', 'analyst'], 'payments.create')).toBe(false);
    expect(isKept(['customer'], 'claims.make')).toBe(false);
    expect(isKept(['service'], 'payments.create')).toBe(false);
  });
});
