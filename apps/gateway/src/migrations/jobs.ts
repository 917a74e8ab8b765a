/** Where BullMQ keeps the service's jobs, beside the service's own schema. */
export const jobsSchema = 'payments_jobs';
