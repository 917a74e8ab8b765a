import { jest } from '@jest/globals';

/** Tests wait for real processes and for each other, on machines as busy as they come. */
jest.setTimeout(60_000);
