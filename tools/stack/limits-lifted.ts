/** Settings under which one machine may ask for as much as a whole town: for load and faults, never for people. */
export const limitsLifted = {
  REQUESTS_PER_MINUTE: '10000000',
  REQUESTS_PER_MINUTE_AND_ADDRESS: '10000000',
  PAYMENTS_PER_MINUTE: '10000000',
  PAYMENTS_PER_MINUTE_AND_PAYEE: '10000000',
};
