/** Where BullMQ keeps the service's jobs, beside the service's own schema. */
export const jobsSchema = 'loans_jobs';
