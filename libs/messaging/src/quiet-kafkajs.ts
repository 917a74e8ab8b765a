import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * Has kafkajs look after waiting requests only while there are some. As it comes, each connection looks every
 * millisecond for ever (https://github.com/tulios/kafkajs/issues/1704): a thousand wake-ups a second for each
 * idle service. Imported for its effect.
 */
// eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the queue that it belongs to
const { scheduleCheckPendingRequests: schedule } = RequestQueue.prototype;
RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleIfAnyWait() {
  if (this.pending.length > 0) schedule.call(this);
};
